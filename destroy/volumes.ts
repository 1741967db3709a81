import type { AwsCli } from "./aws-cli";

/** A tag of volumes whose claim was deleted, with the name of the cluster. Only such volumes are deleted. */
export const releasedTag = "ReleasedByCluster";

interface Volume {
  readonly VolumeId: string;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

/** IDs of the unattached volumes that the EBS driver made, by what is known of them. */
export interface Volumes {
  /** Their claim was deleted before the cluster was destroyed. */
  readonly released: readonly string[];
  /** They are of the cluster, and nobody deleted their claim. */
  readonly kept: readonly string[];
  /** They do not name their cluster. */
  readonly unknown: readonly string[];
}

/**
 * The unattached volumes of the EBS driver that are or may be of a cluster. The driver names the cluster only if
 * it is configured to. https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/tagging.md
 */
export async function volumesOf(aws: AwsCli, cluster: string): Promise<Volumes> {
  const filters = ["Name=tag:ebs.csi.aws.com/cluster,Values=true", "Name=status,Values=available"];
  const { Volumes: all } = await aws.call<{ Volumes: readonly Volume[] }>(
    ...["ec2", "describe-volumes", "--filters", ...filters],
  );
  const has = (key: string, value: string) => (volume: Volume) =>
    (volume.Tags ?? []).some((tag) => tag.Key === key && tag.Value === value);
  const isReleased = has(releasedTag, cluster);
  const isOwn = has(`kubernetes.io/cluster/${cluster}`, "owned");
  const namesCluster = ({ Tags = [] }: Volume) =>
    Tags.some(({ Key }) => Key === releasedTag || Key.startsWith("kubernetes.io/cluster/"));
  const ids = (wanted: (volume: Volume) => boolean) => all.filter(wanted).map(({ VolumeId }) => VolumeId);
  return {
    released: ids(isReleased),
    kept: ids((volume) => !isReleased(volume) && isOwn(volume)),
    unknown: ids((volume) => !isReleased(volume) && !namesCluster(volume)),
  };
}
