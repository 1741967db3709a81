import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { Construct } from "constructs";
import { AccessInstance } from "../../aws/access-instance";
import { Cluster, clusterModuleInputs } from "../../aws/cluster";
import { ClusterAddons } from "../../aws/cluster-addons";
import type { ContractValues } from "../../kit/contract";
import { defaultsOf } from "../../kit/rules";
import { format, omitKeys, pickKeys, valuesOf } from "../../kit/terms";
import { commonOf } from "../../aws/common";
import { NodeGroup, nodeGroupInputs } from "../../aws/node-group";
import { NodeProvisioning } from "../../aws/node-provisioning";
import { PodIdentity } from "../../aws/pod-identity";
import { addonConfigurations } from "./addon-configurations";
import { requireAdministrator } from "./deployer";
import { clusterLayerContract, clusterLayerSchema, type ClusterLayerConfig } from "./schema";

export * from "./schema";

/** Add-ons that run as pods of the nodes; the others must be there before the first node. */
const addonsOnNodes = ["coredns", "aws-ebs-csi-driver", "metrics-server"];

/** The EKS cluster of a stage: control plane, add-ons, nodes. */
export class ClusterLayer extends Construct {
  static readonly schema = clusterLayerSchema;
  static readonly contract = clusterLayerContract;
  readonly outputs: ContractValues<typeof clusterLayerContract>;

  constructor(scope: Construct, id: string, config: ClusterLayerConfig) {
    super(scope, id);
    const { name, kubernetesVersion, subnetIds, nodeGroup, addonVersions } = config;
    requireAdministrator(this, valuesOf(config.administrators), valuesOf(config.planners));
    const cluster = new Cluster(this, "cluster", { ...defaultsOf(clusterModuleInputs), ...config }).outputs;
    const clusterName = cluster.cluster_name;
    const common = commonOf(config);
    const { partition } = new DataAwsPartition(this, "partition");
    const identity = (id: string, serviceAccount: string, policy: string, path = "") =>
      new PodIdentity(this, id, {
        ...common,
        name: format(`%s-${id.replaceAll("_", "-")}`, name),
        clusterName,
        namespace: "kube-system",
        serviceAccount,
        policies: {},
        managedPolicies: { [policy]: `arn:${partition}:iam::aws:policy/${path}${policy}` },
      });
    const networking = identity("vpc_cni", "aws-node", "AmazonEKS_CNI_Policy");
    const volumes = identity("ebs_csi", "ebs-csi-controller-sa", "AmazonEBSCSIDriverPolicy", "service-role/");
    const configurations = addonConfigurations(config.tags);
    const before = new ClusterAddons(
      this,
      "addons_before_nodes",
      { ...common, clusterName, versions: omitKeys(addonVersions, addonsOnNodes), configurations },
      [networking.association],
    );
    const nodes = new NodeGroup(
      this,
      "nodes",
      {
        ...defaultsOf(nodeGroupInputs),
        ...nodeGroup,
        ...common,
        name: format("%s-nodes", name),
        clusterName,
        kubernetesVersion,
        releaseVersion: config.nodeReleaseVersion,
        subnetIds,
        // The API and the workers run on the nodes and connect to the database.
        securityGroupIds: [cluster.cluster_security_group_id, config.databaseClientSecurityGroupId],
      },
      [before.addon],
    );
    new ClusterAddons(
      this,
      "addons",
      { ...common, clusterName, versions: pickKeys(addonVersions, addonsOnNodes), configurations },
      [nodes.nodeGroup, volumes.association],
    );
    const provisioning = new NodeProvisioning(this, "karpenter", { ...common, name, clusterName });
    const access = new AccessInstance(this, "access_instance", {
      ...config.accessInstance,
      ...common,
      name: format("%s-access", name),
      vpcId: config.vpcId,
      subnetIds,
      endpointSecurityGroupId: cluster.cluster_endpoint_security_group_id,
    });
    this.outputs = { ...cluster, ...access.outputs, ...nodes.outputs, ...provisioning.outputs };
  }
}
