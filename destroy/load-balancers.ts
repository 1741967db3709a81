import type { AwsCli } from "./aws-cli";

/** The tag that the AWS Load Balancer Controller adds to everything that it makes, with the name of its cluster. */
export const controllerTag = "elbv2.k8s.aws/cluster";

/** Most ARNs that one call of DescribeTags accepts. */
const mostArns = 20;

interface TagDescription {
  readonly ResourceArn: string;
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
}

async function ofCluster(aws: AwsCli, arns: readonly string[], cluster: string): Promise<string[]> {
  const found: string[] = [];
  for (let index = 0; index < arns.length; index += mostArns) {
    const { TagDescriptions: described } = await aws.call<{ TagDescriptions: readonly TagDescription[] }>(
      ...["elbv2", "describe-tags", "--resource-arns", ...arns.slice(index, index + mostArns)],
    );
    const own = described.filter(({ Tags }) =>
      Tags.some(({ Key, Value }) => Key === controllerTag && Value === cluster),
    );
    found.push(...own.map(({ ResourceArn }) => ResourceArn));
  }
  return found;
}

/** ARNs of the load balancers that the controller of a cluster made. */
export async function loadBalancersOf(aws: AwsCli, cluster: string): Promise<string[]> {
  const { LoadBalancers: all } = await aws.call<{ LoadBalancers: readonly { LoadBalancerArn: string }[] }>(
    ...["elbv2", "describe-load-balancers"],
  );
  return ofCluster(
    aws,
    all.map(({ LoadBalancerArn }) => LoadBalancerArn),
    cluster,
  );
}

/** ARNs of the target groups that the controller of a cluster made. */
export async function targetGroupsOf(aws: AwsCli, cluster: string): Promise<string[]> {
  const { TargetGroups: all } = await aws.call<{ TargetGroups: readonly { TargetGroupArn: string }[] }>(
    ...["elbv2", "describe-target-groups"],
  );
  return ofCluster(
    aws,
    all.map(({ TargetGroupArn }) => TargetGroupArn),
    cluster,
  );
}
