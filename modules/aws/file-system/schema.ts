import { z } from "zod";
import { Contract, text } from "../../kit/contract";
import {
  kmsKeyArn,
  pattern,
  resourceName,
  ruled,
  securityGroupId,
  subnetId,
  vpcId,
  wholeNumber,
} from "../../kit/rules";
import { taggedInputs } from "../common";

/**
 * An access point of a file system, as a PersistentVolume names it.
 * https://github.com/kubernetes-sigs/aws-efs-csi-driver/blob/master/docs/parameters.md
 */
export const volumeHandle = pattern(
  /^fs-[0-9a-f]+::fsap-[0-9a-f]+$/,
  "the IDs of an EFS file system and of its access point, such as fs-0a1b2c3d::fsap-0a1b2c3d",
  "fs-0a1b2c3d::fsap-0a1b2c3d",
);

/** Inputs of a file system. */
export const fileSystemSchema = z
  .strictObject({
    name: resourceName.describe("Name of the file system, and prefix of the name of its security group"),
    kmsKeyArn: kmsKeyArn.describe("ARN of the KMS key that encrypts the files"),
    vpcId: vpcId.describe("ID of the VPC"),
    subnetIdsByZone: ruled(z.record(z.string(), subnetId), "the ID of one subnet or more, by zone", {
      kind: "size",
      minimum: 1,
    })
      .meta({ example: { "us-east-1a": "subnet-0a1b2c3d", "us-east-1b": "subnet-1a1b2c3d" } })
      .describe(
        "ID of one private subnet for each zone, by the zone's name: a client mounts the file system in its own zone",
      ),
    clientSecurityGroupId: securityGroupId.describe(
      "ID of the security group whose members reach the file system",
    ),
    userId: wholeNumber(1, 65_534, "POSIX user IDs")
      .default(1000)
      .describe("POSIX user and group that own the files, whatever user the client has"),
    ...taggedInputs,
  })
  .describe(
    "An EFS file system for files that outlive their pods: encrypted, only over TLS and with an IAM role, with daily backups, and an access point for one application. Its files are deleted with it: give it `prevent_destroy`, as the layer `data` does, where they are to be kept",
  );

/** Configuration of {@link FileSystem}. */
export type FileSystemConfig = z.infer<typeof fileSystemSchema>;

/** Outputs of a file system. */
export const fileSystemContract = new Contract({
  file_system_id: text("ID of the file system"),
  file_system_arn: text("ARN of the file system"),
  file_system_security_group_id: text("ID of the security group of the mount targets"),
  access_point_id: text("ID of the access point"),
  access_point_arn: text("ARN of the access point"),
  volume_handle: text(
    "IDs of the file system and of the access point, as the volume handle of a PersistentVolume; known once nodes can mount it",
  ),
});
