import type { Stage } from "../stage";
import { ownData } from "./data";
import { each, type Table } from "./requests";

const ec2 = (...names: string[]) => names.map((name) => `ec2:${name}`);
const arnOf = ({ region, account }: Stage, resource: string) =>
  `arn:aws:ec2:${region}:${account}:${resource}`;
const trustOfPods = ["sts:AssumeRole", "sts:TagSession"];

/**
 * The control plane.
 * https://docs.aws.amazon.com/eks/latest/userguide/cluster-iam-role.html
 */
export const controlPlane: Table = {
  principal: () => "eks.amazonaws.com",
  trust: trustOfPods,
  managedPolicies: ["AmazonEKSClusterPolicy"],
  can: () =>
    each(ec2("DescribeInstances", "DescribeSubnets", "DescribeVpcs", "DescribeInstanceTopology"), ["*"]),
  cannot: (stage) => [
    ...ownData(stage),
    ...each(ec2("TerminateInstances"), [arnOf(stage, "instance/i-0a1b2c3d4e5f67890")]),
  ],
};

/**
 * The SSM Agent of the access instance, for sessions only.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html
 */
export const accessInstance: Table = {
  principal: () => "ec2.amazonaws.com",
  trust: ["sts:AssumeRole"],
  managedPolicies: [],
  can: (stage) => [
    ...each(["ssm:UpdateInstanceInformation"], [arnOf(stage, "instance/i-0a1b2c3d4e5f67890")]),
    ...each(
      ["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"].map(
        (name) => `ssmmessages:${name}`,
      ),
      ["*"],
    ),
  ],
  cannot: (stage) => [
    ...ownData(stage),
    ...each(
      ["ssm:GetParameter", "ssm:PutParameter"],
      [`arn:aws:ssm:${stage.region}:${stage.account}:parameter/x`],
    ),
    ...each(["ssm:StartSession", "ssm:SendCommand"], [arnOf(stage, "instance/i-0a1b2c3d4e5f67890")]),
    ...each(["eks:DescribeCluster"], [`arn:aws:eks:${stage.region}:${stage.account}:cluster/${stage.name}`]),
  ],
};

/**
 * Kubelet and container runtime of a node, with the Pod Identity agent.
 * https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
 */
export const nodes: Table = {
  principal: () => "ec2.amazonaws.com",
  trust: ["sts:AssumeRole"],
  managedPolicies: ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"],
  can: ({ name, account, region }) => [
    ...each(["ec2:DescribeInstances", "ecr:GetAuthorizationToken"], ["*"]),
    ...each(
      ["eks:DescribeCluster", "eks-auth:AssumeRoleForPodIdentity"],
      [`arn:aws:eks:${region}:${account}:cluster/${name}`],
    ),
    ...each(
      ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      [`arn:aws:ecr:${region}:${account}:repository/ai-artist-api`],
    ),
  ],
  cannot: (stage) => [
    ...ownData(stage),
    ...each(["ecr:PutImage"], [`arn:aws:ecr:${stage.region}:${stage.account}:repository/ai-artist-api`]),
    ...each(ec2("AssignPrivateIpAddresses"), [arnOf(stage, "network-interface/eni-0a1b2c3d4e5f67890")]),
    ...each(ec2("DeleteVolume"), [arnOf(stage, "volume/vol-0a1b2c3d4e5f67890")]),
  ],
};

/**
 * Amazon VPC CNI.
 * https://docs.aws.amazon.com/eks/latest/userguide/cni-iam-role.html
 */
export const vpcCni: Table = {
  principal: () => "pods.eks.amazonaws.com",
  trust: trustOfPods,
  managedPolicies: ["AmazonEKS_CNI_Policy"],
  can: (stage) => [
    ...each(
      ec2(
        "AssignPrivateIpAddresses",
        "CreateNetworkInterface",
        "DeleteNetworkInterface",
        "UnassignPrivateIpAddresses",
      ),
      [arnOf(stage, "network-interface/eni-0a1b2c3d4e5f67890")],
    ),
    ...each(ec2("DescribeInstances", "DescribeNetworkInterfaces"), ["*"]),
  ],
  cannot: (stage) => [
    ...ownData(stage),
    ...each(ec2("TerminateInstances"), [arnOf(stage, "instance/i-0a1b2c3d4e5f67890")]),
    ...each(ec2("CreateTags", "DeleteVolume"), [arnOf(stage, "volume/vol-0a1b2c3d4e5f67890")]),
  ],
};

/**
 * Amazon EBS CSI driver. It tags the volumes that it makes.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEBSCSIDriverPolicy.html
 */
export const ebsCsi: Table = {
  principal: () => "pods.eks.amazonaws.com",
  trust: trustOfPods,
  managedPolicies: ["service-role/AmazonEBSCSIDriverPolicy"],
  can: (stage) => {
    const volume = arnOf(stage, "volume/vol-0a1b2c3d4e5f67890");
    return [
      ...each(ec2("CreateVolume"), [volume], { "aws:RequestTag/ebs.csi.aws.com/cluster": "true" }),
      ...each(ec2("CreateTags"), [volume], { "ec2:CreateAction": "CreateVolume" }),
      ...each(ec2("DeleteVolume"), [volume], { "ec2:ResourceTag/ebs.csi.aws.com/cluster": "true" }),
      ...each(ec2("AttachVolume", "DetachVolume"), [volume, arnOf(stage, "instance/i-0a1b2c3d4e5f67890")]),
      ...each(ec2("DescribeVolumes", "DescribeInstances"), ["*"]),
    ];
  },
  cannot: (stage) => [
    ...ownData(stage),
    ...each(ec2("CreateVolume", "DeleteVolume"), [arnOf(stage, "volume/vol-0a1b2c3d4e5f67890")]),
    ...each(ec2("TerminateInstances"), [arnOf(stage, "instance/i-0a1b2c3d4e5f67890")]),
  ],
};
