import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { EksCluster } from "@cdktf/provider-aws/lib/eks-cluster";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { EncryptionKey } from "../encryption-key";
import { addBlocks, ifGiven } from "../../kit/blocks";
import { choose, fieldIn, isAbove, isGiven, joined, mayHave, sizeOf, valuesOf } from "../../kit/terms";
import type { ContractValues } from "../../kit/contract";
import { administratorAccess, checkPrincipals } from "./administrators";
import { endpointSecurityGroup } from "./endpoint";
import { serviceTrust } from "../service-trust";
import { applyCommon } from "../common";
import { clusterContract, clusterSchema, type ClusterConfig } from "./schema";

export * from "./schema";

/**
 * An EKS control plane: secrets encrypted with a KMS key, all logs by default, a private endpoint unless CIDR blocks are
 * given, access through access entries only, and no access for the principal that created it.
 *
 * @example new Cluster(this, "cluster", { name: "artist-production", kubernetesVersion: "1.36", … });
 */
export class Cluster extends Construct {
  static readonly schema = clusterSchema;
  static readonly contract = clusterContract;
  readonly outputs: ContractValues<typeof clusterContract>;

  constructor(scope: Construct, id: string, config: ClusterConfig) {
    super(scope, id);
    checkPrincipals(this, valuesOf(config.administrators));
    const key = new EncryptionKey(this, "secrets", {
      alias: `alias/${config.name}-cluster`,
      description: `Kubernetes secrets of ${config.name}`,
      tags: config.tags,
    });
    const keyArn = choose(
      isGiven(config.kmsKey),
      fieldIn(config.kmsKey, "arn"),
      key.existsUnless(isGiven(config.kmsKey)),
    ) as string;
    // Before the cluster: EKS would create the log group without a retention.
    const logs = new CloudwatchLogGroup(this, "logs", {
      name: `/aws/eks/${config.name}/cluster`,
      retentionInDays: config.logRetentionDays,
    });
    const { partition } = new DataAwsPartition(this, "partition");
    const [role, permissions] = this.role(config.name, partition);
    const endpoint = endpointSecurityGroup(this, config);
    const isPublic = isAbove(sizeOf(config.publicAccessCidrs), 0);
    const cluster = new EksCluster(this, "Default", {
      name: config.name,
      version: config.kubernetesVersion,
      roleArn: role.arn,
      bootstrapSelfManagedAddons: false,
      enabledClusterLogTypes: config.enabledLogTypes,
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
      encryptionConfig: { provider: { keyArn }, resources: ["secrets"] },
      upgradePolicy: { supportType: config.supportType },
      vpcConfig: {
        subnetIds: config.subnetIds,
        securityGroupIds: joined([endpoint.id], config.additionalSecurityGroupIds),
        endpointPrivateAccess: true,
        endpointPublicAccess: isPublic,
        // Without a public endpoint, EKS stores its default, 0.0.0.0/0, which has no effect.
        publicAccessCidrs: choose(isPublic, config.publicAccessCidrs, undefined),
      },
      lifecycle: {
        ignoreChanges: [
          // EKS accepts only subnets in the zones of the creation: a zone that is added later is for the nodes alone.
          "vpc_config[0].subnet_ids",
          // Create-only arguments; without this, importing an existing cluster would force replacement.
          "access_config[0].bootstrap_cluster_creator_admin_permissions",
          "bootstrap_self_managed_addons",
        ],
      },
      dependsOn: [logs, permissions],
    });
    if (mayHave(config.serviceIpv4Cidr)) {
      addBlocks(cluster, "kubernetes_network_config", ifGiven(config.serviceIpv4Cidr), ({ value }) => ({
        service_ipv4_cidr: value,
      }));
    }
    administratorAccess(this, cluster.name, config.administrators, partition);
    applyCommon(this, config);
    this.outputs = {
      cluster_name: cluster.name,
      cluster_version: cluster.version,
      cluster_endpoint: cluster.endpoint,
      cluster_certificate_authority_data: cluster.certificateAuthority.get(0).data,
      cluster_endpoint_security_group_id: endpoint.id,
      cluster_security_group_id: cluster.vpcConfig.clusterSecurityGroupId,
      cluster_arn: cluster.arn,
      cluster_oidc_issuer_url: cluster.identity.get(0).oidc.get(0).issuer,
      cluster_platform_version: cluster.platformVersion,
      cluster_role_arn: role.arn,
      cluster_kms_key_arn: keyArn,
      cluster_log_group_name: logs.name,
    };
  }

  private role(name: string, partition: string): [IamRole, IamRolePolicyAttachment] {
    const trust = serviceTrust(this, "eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"]);
    const role = new IamRole(this, "role", { name: `${name}-cluster`, assumeRolePolicy: trust });
    const permissions = new IamRolePolicyAttachment(this, "permissions", {
      role: role.name,
      policyArn: `arn:${partition}:iam::aws:policy/AmazonEKSClusterPolicy`,
    });
    return [role, permissions];
  }
}
