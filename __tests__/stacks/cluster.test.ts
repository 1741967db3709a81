import { allStacks, configurations, stackOf } from "../support/prepared";

const cluster = stackOf(allStacks(), "production-cluster");

describe("the cluster of production", () => {
  it("has only a private endpoint, and keeps its logs for 90 days", () => {
    expect(cluster.resource("aws_eks_cluster.cluster").vpc_config).toMatchObject({
      endpoint_private_access: true,
      endpoint_public_access: false,
    });
    expect(cluster.resource("aws_cloudwatch_log_group.cluster_logs")).toMatchObject({
      name: "/aws/eks/artist-production/cluster",
      retention_in_days: 90,
    });
  });

  it("is administered by IAM roles of the production account, also by the role that deploys it", () => {
    const { for_each } = cluster.resource("aws_eks_access_policy_association.cluster_administrator_policy");
    const arns = Object.values(for_each as Record<string, string>);
    expect(arns).toHaveLength(3);
    expect(arns).toContain("arn:aws:iam::444455556666:role/artist-github-deploy-production");
    // The ARN is the key as well: another key is another address.
    expect(Object.keys(for_each)).toEqual(arns);
    expect(arns.filter((arn) => arn.startsWith("arn:aws:iam::444455556666:role/"))).toEqual(arns);
  });

  it("has nodes in the database-client security group of the network layer", () => {
    expect(cluster.resource("aws_launch_template.nodes_template").vpc_security_group_ids).toContain(
      "${data.terraform_remote_state.network.outputs.database_client_security_group_id}",
    );
  });
});

describe.each(configurations())("the clusters of %s", (_, { configuration, stacks }) => {
  it.each(Object.keys(configuration.stages))("have metrics-server in %s, which autoscalers read", (stage) => {
    const { for_each } = stackOf(stacks, `${stage}-cluster`).resource("aws_eks_addon.addons");
    expect(Object.keys(for_each)).toContain("metrics-server");
  });
});
