import { EksNodeGroup } from "@cdktf/provider-aws/lib/eks-node-group";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { Fn, propertyAccess, Token, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { addBlocks } from "../../kit/blocks";
import type { ContractValues } from "../../kit/contract";
import { merged, unlessEmpty } from "../../kit/terms";
import { nodeRole } from "./role";
import { applyCommon } from "../common";
import { nodeGroupContract, nodeGroupSchema, type NodeGroupConfig } from "./schema";

export * from "./schema";

/**
 * A managed node group of a fixed size, which Karpenter and the add-ons can rely on: Amazon Linux 2023, encrypted gp3 volumes,
 * instance metadata by IMDSv2 and out of the pods' reach. A replacement is created before the old group is deleted, and EKS
 * evicts its pods, within their disruption budgets for up to 15 minutes.
 * https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html
 */
export class NodeGroup extends Construct {
  static readonly schema = nodeGroupSchema;
  static readonly contract = nodeGroupContract;
  readonly outputs: ContractValues<typeof nodeGroupContract>;
  /** The node group, for what must come after the nodes. */
  readonly nodeGroup: EksNodeGroup;

  constructor(scope: Construct, id: string, config: NodeGroupConfig, after: ITerraformDependable[] = []) {
    super(scope, id);
    const { role, permissions } = nodeRole(this, config.name);
    const template = this.launchTemplate(config);
    this.nodeGroup = new EksNodeGroup(this, "Default", {
      clusterName: config.clusterName,
      // Not a fixed name: a new group exists beside the old one until its nodes are ready.
      nodeGroupNamePrefix: `${config.name}-`,
      nodeRoleArn: role.arn,
      subnetIds: config.subnetIds,
      version: config.kubernetesVersion,
      releaseVersion: config.releaseVersion,
      amiType: config.amiType,
      capacityType: config.capacityType,
      labels: unlessEmpty(config.labels),
      instanceTypes: config.instanceTypes,
      scalingConfig: { minSize: config.size, maxSize: config.size, desiredSize: config.size },
      updateConfig: { maxUnavailable: 1 },
      launchTemplate: { id: template.id, version: Token.asString(template.latestVersion) },
      // Other instance types or subnets replace the group. EKS drains the nodes of the old one.
      lifecycle: { createBeforeDestroy: true },
      dependsOn: [permissions, ...after],
    });
    addBlocks(this.nodeGroup, "taint", config.taints, ({ field }) => ({
      key: field("key"),
      value: field("value"),
      effect: field("effect"),
    }));
    applyCommon(this, config);
    this.outputs = {
      node_role_arn: role.arn,
      node_group_name: this.nodeGroup.nodeGroupName,
      node_group_arn: this.nodeGroup.arn,
      node_group_status: this.nodeGroup.status,
      launch_template_id: template.id,
      autoscaling_group_names: Token.asList(
        Fn.flatten(propertyAccess(this.nodeGroup.fqn, ["resources", "*", "autoscaling_groups", "*", "name"])),
      ),
    };
  }

  private launchTemplate(config: NodeGroupConfig): LaunchTemplate {
    const tags = merged(config.tags, { Name: config.name });
    return new LaunchTemplate(this, "template", {
      name: config.name,
      updateDefaultVersion: true,
      vpcSecurityGroupIds: config.securityGroupIds,
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            volumeType: "gp3",
            volumeSize: config.diskSize,
            encrypted: "true",
            deleteOnTermination: "true",
          },
        },
      ],
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      monitoring: { enabled: true },
      tagSpecifications: [
        { resourceType: "instance", tags },
        { resourceType: "volume", tags },
        { resourceType: "network-interface", tags },
      ],
    });
  }
}
