import { namesake } from "../stage";
import { ownData } from "./data";
import { each, type Table } from "./requests";

const mount = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"];

/**
 * The EFS CSI driver on a node: mounts the media through their access point, with the mount option `iam`.
 * https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
 */
export const efsCsiDriver: Table = {
  principal: () => "pods.eks.amazonaws.com",
  trust: ["sts:AssumeRole", "sts:TagSession"],
  managedPolicies: [],
  can: ({ media, mediaAccessPoint }) =>
    each(mount, [media], { "elasticfilesystem:AccessPointArn": mediaAccessPoint }),
  cannot: (stage) => {
    const { media, mediaAccessPoint } = stage;
    const other = namesake(stage);
    const through = (accessPoint: string) => ({ "elasticfilesystem:AccessPointArn": accessPoint });
    return [
      ...ownData(stage),
      // Without an access point it would be the root of the file system.
      ...each(mount, [media]),
      ...each(mount, [media], through(other.mediaAccessPoint)),
      ...each(mount, [other.media], through(mediaAccessPoint)),
      ...each(["elasticfilesystem:ClientRootAccess"], [media], through(mediaAccessPoint)),
      ...each(["elasticfilesystem:CreateAccessPoint", "elasticfilesystem:DeleteFileSystem"], [media]),
    ];
  },
};
