import { NodeProvisioning } from "../../../modules/aws/node-provisioning";
import { synthesizeModule } from "../../support/modules";

const json = synthesizeModule(NodeProvisioning, { name: "artist-test", clusterName: "a-cluster" });

describe("what Karpenter needs in AWS", () => {
  it("has a role of its own for the nodes, which may join the cluster and pull images", () => {
    expect(json.resource("aws_iam_role.node_provisioning_role").name).toBe("artist-test-karpenter-nodes");
    const attachment = json.resource("aws_iam_role_policy_attachment.node_provisioning_permissions");
    expect(
      JSON.stringify(attachment)
        .match(/Amazon\w+/g)
        ?.sort(),
    ).toEqual(["AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodePolicy"]);
    // EKS makes the entry of a managed node group's role itself, and of no other role.
    expect(json.resource("aws_eks_access_entry.node_provisioning_access")).toMatchObject({
      cluster_name: "a-cluster",
      principal_arn: "${aws_iam_role.node_provisioning_role.arn}",
      type: "EC2_LINUX",
    });
    expect(json.resource("aws_iam_instance_profile.node_provisioning_profile").role).toBe(
      "${aws_iam_role.node_provisioning_role.name}",
    );
  });

  it("has an encrypted queue, to which all interruptions of instances are sent", () => {
    expect(json.resource("aws_sqs_queue.node_provisioning_queue")).toMatchObject({
      name: "artist-test-karpenter",
      sqs_managed_sse_enabled: true,
      message_retention_seconds: 300,
    });
    const { event_pattern } = json.resource("aws_cloudwatch_event_rule.node_provisioning_interruptions");
    expect(JSON.parse(event_pattern)).toEqual({
      source: ["aws.ec2", "aws.health"],
      "detail-type": [
        "AWS Health Event",
        "EC2 Capacity Reservation Instance Interruption Warning",
        "EC2 Instance Rebalance Recommendation",
        "EC2 Instance State-change Notification",
        "EC2 Spot Instance Interruption Warning",
      ],
    });
    expect(json.resource("aws_cloudwatch_event_target.node_provisioning_target")).toMatchObject({
      rule: "${aws_cloudwatch_event_rule.node_provisioning_interruptions.name}",
      arn: "${aws_sqs_queue.node_provisioning_queue.arn}",
    });
  });
});
