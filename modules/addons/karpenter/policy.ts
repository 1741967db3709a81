import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { KarpenterConfig } from "./schema";

const ec2 = (...names: string[]) => names.map((name) => `ec2:${name}`);

type Condition = NonNullable<DataAwsIamPolicyDocumentStatement["condition"]>;

/**
 * Permissions of Karpenter's controller, as published for its version: start instances with the tags of its cluster and of
 * a NodePool, change only what has them, and give only the role of the nodes to an instance. Without the permissions for
 * instance profiles, because the profile exists, and for zonal shift, placement groups and capacity reservations, which are
 * not used. https://github.com/aws/karpenter-provider-aws/blob/v1.14.1/website/content/en/docs/reference/cloudformation.md
 */
export function karpenterStatements(
  { clusterName, region, nodeRoleArn, queueArn }: KarpenterConfig,
  partition: string,
): DataAwsIamPolicyDocumentStatement[] {
  const ec2Arns = (account: "" | "*", ...kinds: string[]) =>
    kinds.map((kind) => `arn:${partition}:ec2:${region}:${account}:${kind}/*`);
  const made = ec2Arns(
    "*",
    "fleet",
    "instance",
    "volume",
    "network-interface",
    "launch-template",
    "spot-instances-request",
  );
  const requested: Condition = [
    {
      test: "StringEquals",
      variable: `aws:RequestTag/kubernetes.io/cluster/${clusterName}`,
      values: ["owned"],
    },
    { test: "StringEquals", variable: "aws:RequestTag/eks:eks-cluster-name", values: [clusterName] },
    { test: "StringLike", variable: "aws:RequestTag/karpenter.sh/nodepool", values: ["*"] },
  ];
  const owned: Condition = [
    {
      test: "StringEquals",
      variable: `aws:ResourceTag/kubernetes.io/cluster/${clusterName}`,
      values: ["owned"],
    },
    { test: "StringLike", variable: "aws:ResourceTag/karpenter.sh/nodepool", values: ["*"] },
  ];
  return [
    {
      sid: "UseExisting",
      actions: ec2("RunInstances", "CreateFleet"),
      resources: [...ec2Arns("", "image", "snapshot"), ...ec2Arns("*", "security-group", "subnet")],
    },
    {
      sid: "UseOwnLaunchTemplates",
      actions: ec2("RunInstances", "CreateFleet"),
      resources: ec2Arns("*", "launch-template"),
      condition: owned,
    },
    {
      sid: "Create",
      actions: ec2("RunInstances", "CreateFleet", "CreateLaunchTemplate"),
      resources: made,
      condition: requested,
    },
    {
      sid: "TagNew",
      actions: ec2("CreateTags"),
      resources: made,
      condition: [
        ...requested,
        {
          test: "StringEquals",
          variable: "ec2:CreateAction",
          values: ["RunInstances", "CreateFleet", "CreateLaunchTemplate"],
        },
      ],
    },
    {
      sid: "TagOwnInstances",
      actions: ec2("CreateTags"),
      resources: ec2Arns("*", "instance"),
      condition: [
        ...owned,
        {
          test: "StringEqualsIfExists",
          variable: "aws:RequestTag/eks:eks-cluster-name",
          values: [clusterName],
        },
        {
          test: "ForAllValues:StringEquals",
          variable: "aws:TagKeys",
          values: ["eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"],
        },
      ],
    },
    {
      sid: "DeleteOwn",
      actions: ec2("TerminateInstances", "DeleteLaunchTemplate"),
      resources: ec2Arns("*", "instance", "launch-template"),
      condition: owned,
    },
    {
      sid: "PassNodeRole",
      actions: ["iam:PassRole"],
      resources: [nodeRoleArn],
      condition: [
        {
          test: "StringEquals",
          variable: "iam:PassedToService",
          values: ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"],
        },
      ],
    },
    {
      sid: "Cluster",
      actions: ["eks:DescribeCluster"],
      resources: [`arn:${partition}:eks:${region}:*:cluster/${clusterName}`],
    },
    {
      sid: "Interruptions",
      actions: ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"],
      resources: [queueArn],
    },
    {
      sid: "ReadRegion",
      actions: ec2(
        "DescribeCapacityReservations",
        "DescribeImages",
        "DescribeInstances",
        "DescribeInstanceStatus",
        "DescribeInstanceTypeOfferings",
        "DescribeInstanceTypes",
        "DescribeLaunchTemplates",
        "DescribePlacementGroups",
        "DescribeSecurityGroups",
        "DescribeSpotPriceHistory",
        "DescribeSubnets",
      ),
      resources: ["*"],
      condition: [{ test: "StringEquals", variable: "aws:RequestedRegion", values: [region] }],
    },
    {
      sid: "ReadImages",
      actions: ["ssm:GetParameter"],
      resources: [`arn:${partition}:ssm:${region}::parameter/aws/service/*`],
    },
    {
      sid: "ReadPricesAndProfiles",
      actions: ["pricing:GetProducts", "iam:ListInstanceProfiles"],
      resources: ["*"],
    },
    {
      // When an EC2NodeClass is deleted, Karpenter looks for a profile that it would have made.
      sid: "ReadProfiles",
      actions: ["iam:GetInstanceProfile"],
      resources: [`arn:${partition}:iam::*:instance-profile/*`],
    },
  ];
}
