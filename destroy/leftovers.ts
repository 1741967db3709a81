import type { AwsCli } from "./aws-cli";
import { controllerTag, loadBalancersOf, targetGroupsOf } from "./load-balancers";
import { volumesOf } from "./volumes";

/** Something in AWS that belonged to a stage, and that nothing uses or deletes any more. */
export interface Leftover {
  /** Name, for the user. */
  readonly name: string;
  /** The command of the AWS CLI that deletes it. */
  readonly deletion: readonly string[];
}

const leftover = (name: string, ...deletion: string[]): Leftover => ({ name, deletion });

async function logGroups(aws: AwsCli, prefix: string): Promise<Leftover[]> {
  const { logGroups: groups } = await aws.call<{ logGroups: readonly { logGroupName: string }[] }>(
    ...["logs", "describe-log-groups", "--log-group-name-prefix", prefix],
  );
  return groups
    .filter(({ logGroupName: name }) => name === prefix || (prefix.endsWith("/") && name.startsWith(prefix)))
    .map(({ logGroupName: name }) =>
      leftover(`log group ${name}`, ...["logs", "delete-log-group", "--log-group-name", name]),
    );
}

/**
 * What a cluster left; nothing while it exists. By tags with its name: the load balancer controller's, the VPC CNI's, and
 * the one of released volumes. EKS writes late lines into its log group, and creates it again for them.
 * https://github.com/aws/amazon-vpc-cni-k8s#cni-tagging
 */
export async function leftoversOfCluster(aws: AwsCli, cluster: string): Promise<Leftover[]> {
  if (await aws.find("eks", "describe-cluster", "--name", cluster)) {
    return [];
  }
  const balancers = await loadBalancersOf(aws, cluster);
  const targets = await targetGroupsOf(aws, cluster);
  const volumes = await volumesOf(aws, cluster);
  const interfaces = await aws.call<{ NetworkInterfaces: readonly { NetworkInterfaceId: string }[] }>(
    ...["ec2", "describe-network-interfaces", "--filters", "Name=status,Values=available"],
    `Name=tag:cluster.k8s.amazonaws.com/name,Values=${cluster}`,
  );
  const groups = await aws.call<{ SecurityGroups: readonly { GroupId: string }[] }>(
    ...["ec2", "describe-security-groups", "--filters", `Name=tag:${controllerTag},Values=${cluster}`],
  );
  const logs = await logGroups(aws, `/aws/eks/${cluster}/cluster`);
  const shortOf = (arn: string) => arn.replace(/^.*:/, "");
  return [
    ...balancers.map((arn) =>
      leftover(shortOf(arn), "elbv2", "delete-load-balancer", "--load-balancer-arn", arn),
    ),
    ...targets.map((arn) =>
      leftover(shortOf(arn), "elbv2", "delete-target-group", "--target-group-arn", arn),
    ),
    ...volumes.released.map((id) => leftover(`volume ${id}`, "ec2", "delete-volume", "--volume-id", id)),
    ...interfaces.NetworkInterfaces.map(({ NetworkInterfaceId: id }) =>
      leftover(`network interface ${id}`, "ec2", "delete-network-interface", "--network-interface-id", id),
    ),
    ...groups.SecurityGroups.map(({ GroupId: id }) =>
      leftover(`security group ${id}`, "ec2", "delete-security-group", "--group-id", id),
    ),
    ...logs,
  ];
}

/** What a database left; nothing while it exists. RDS writes late lines into its log groups, as EKS does. */
export async function leftoversOfDatabase(aws: AwsCli, database: string): Promise<Leftover[]> {
  return (await aws.find("rds", "describe-db-instances", "--db-instance-identifier", database))
    ? []
    : logGroups(aws, `/aws/rds/instance/${database}/`);
}
