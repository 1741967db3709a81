import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { EfsAccessPoint } from "@cdktf/provider-aws/lib/efs-access-point";
import { EfsBackupPolicy } from "@cdktf/provider-aws/lib/efs-backup-policy";
import { EfsFileSystem } from "@cdktf/provider-aws/lib/efs-file-system";
import { EfsFileSystemPolicy } from "@cdktf/provider-aws/lib/efs-file-system-policy";
import { EfsMountTarget } from "@cdktf/provider-aws/lib/efs-mount-target";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import type { ContractValues } from "../../kit/contract";
import { eachOf } from "../../kit/terms";
import { tlsOnly } from "../tls-only";
import { applyCommon } from "../common";
import { fileSystemContract, fileSystemSchema, type FileSystemConfig } from "./schema";

export * from "./schema";

/** NFS. https://docs.aws.amazon.com/efs/latest/ug/network-access.html */
const port = 2049;

/**
 * An EFS file system, with a mount target in each zone and an access point for one application. With a policy, a client
 * without an IAM role can do nothing, and the policy gives nobody a permission: a role has it from its own policy.
 * https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
 *
 * @example
 * new FileSystem(this, "media", {
 *   name: "artist-production-media",
 *   kmsKeyArn: key.arn,
 *   vpcId: network.vpc_id,
 *   subnetIdsByZone: network.private_subnet_ids_by_zone,
 *   clientSecurityGroupId: nodes.securityGroupId,
 *   userId: 1000,
 * });
 */
export class FileSystem extends Construct {
  static readonly schema = fileSystemSchema;
  static readonly contract = fileSystemContract;
  readonly outputs: ContractValues<typeof fileSystemContract>;

  /** The file system. */
  readonly fileSystem: EfsFileSystem;

  constructor(scope: Construct, id: string, config: FileSystemConfig) {
    super(scope, id);
    this.fileSystem = new EfsFileSystem(this, "Default", {
      encrypted: true,
      kmsKeyId: config.kmsKeyArn,
      // Throughput grows with the load, and is paid by the GiB that is transferred.
      throughputMode: "elastic",
      // A file that nobody has read for 30 days costs a tenth; to read it costs more.
      lifecyclePolicy: [{ transitionToIa: "AFTER_30_DAYS" }],
      tags: { Name: config.name },
    });
    const { arn, id: fileSystemId } = this.fileSystem;
    const document = new DataAwsIamPolicyDocument(this, "tls_only", {
      statement: [tlsOnly(["elasticfilesystem:Client*"], [arn])],
    });
    const policy = new EfsFileSystemPolicy(this, "policy", { fileSystemId, policy: document.json });
    new EfsBackupPolicy(this, "backup", { fileSystemId, backupPolicy: { status: "ENABLED" } });
    const securityGroup = new SecurityGroup(this, "security_group", {
      name: config.name,
      description: "NFS, reached by its clients alone",
      vpcId: config.vpcId,
      tags: { Name: config.name },
    });
    const fromClients = new VpcSecurityGroupIngressRule(this, "from_clients", {
      securityGroupId: securityGroup.id,
      referencedSecurityGroupId: config.clientSecurityGroupId,
      description: "NFS from the clients of the file system",
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
    });
    const zone = eachOf(config.subnetIdsByZone);
    const mountTarget = new EfsMountTarget(this, "mount_target", {
      forEach: zone,
      fileSystemId,
      subnetId: zone.value,
      securityGroups: [securityGroup.id],
      // Without the policy, everybody who reaches it could mount it.
      dependsOn: [policy, fromClients],
    });
    const owner = { uid: config.userId, gid: config.userId };
    const accessPoint = new EfsAccessPoint(this, "access_point", {
      fileSystemId,
      posixUser: owner,
      rootDirectory: {
        path: "/media",
        creationInfo: { ownerUid: owner.uid, ownerGid: owner.gid, permissions: "0750" },
      },
      tags: { Name: config.name },
      dependsOn: [mountTarget],
    });
    applyCommon(this, config);
    this.outputs = {
      file_system_id: fileSystemId,
      file_system_arn: arn,
      file_system_security_group_id: securityGroup.id,
      access_point_id: accessPoint.id,
      access_point_arn: accessPoint.arn,
      volume_handle: `${fileSystemId}::${accessPoint.id}`,
    };
  }
}
