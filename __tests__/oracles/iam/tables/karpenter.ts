import type { Request } from "../simulation";
import { namesake, type Stage } from "../stage";
import { ownData } from "./data";
import { each, type Table } from "./requests";
import { nodes } from "./cluster";

const ec2 = (...names: string[]) => names.map((name) => `ec2:${name}`);

/** The nodes that Karpenter adds are as those of the node group. */
export const karpenterNodes: Table = nodes;

const id = "0a1b2c3d4e5f67890";

/** What Karpenter uses and makes. */
function resourcesOf({ account, region }: Stage) {
  const arn = (kind: string, name: string, owner = account) =>
    `arn:aws:ec2:${region}:${owner}:${kind}/${name}`;
  return {
    used: [
      arn("image", `ami-${id}`, ""),
      arn("snapshot", `snap-${id}`, ""),
      arn("security-group", `sg-${id}`),
      arn("subnet", `subnet-${id}`),
    ],
    template: arn("launch-template", `lt-${id}`),
    instance: arn("instance", `i-${id}`),
    started: [arn("instance", `i-${id}`), arn("volume", `vol-${id}`), arn("network-interface", `eni-${id}`)],
    fleet: arn("fleet", `fleet-${id}`),
    spot: arn("spot-instances-request", `sir-${id}`),
  };
}

/** Tags of what belongs to a cluster and a NodePool, as a request has them. */
const requested = (cluster: string) => ({
  [`aws:RequestTag/kubernetes.io/cluster/${cluster}`]: "owned",
  "aws:RequestTag/eks:eks-cluster-name": cluster,
  "aws:RequestTag/karpenter.sh/nodepool": "general",
  "aws:RequestTag/Project": "artist",
});

/** Tags of what belongs to a cluster and a NodePool, as a resource has them. */
const owned = (cluster: string) => ({
  [`aws:ResourceTag/kubernetes.io/cluster/${cluster}`]: "owned",
  "aws:ResourceTag/karpenter.sh/nodepool": "general",
});

/** Makes instances and launch templates, with tags. */
function creations(stage: Stage, tags: Request["context"]): Request[] {
  const { started, template, fleet, spot } = resourcesOf(stage);
  const tagged = (action: string, resources: string[]) =>
    each(ec2("CreateTags"), resources, { ...tags, "ec2:CreateAction": action });
  return [
    ...each(ec2("RunInstances"), [...started, spot], tags),
    ...each(ec2("CreateFleet"), [fleet, ...started.slice(0, 2)], tags),
    ...each(ec2("CreateLaunchTemplate"), [template], tags),
    ...tagged("RunInstances", started),
    ...tagged("CreateFleet", [fleet, ...started]),
    ...tagged("CreateLaunchTemplate", [template]),
  ];
}

/** Uses and changes what exists, if it has tags. */
function changes(stage: Stage, tags: Request["context"]): Request[] {
  const { template, instance } = resourcesOf(stage);
  return [
    ...each(ec2("RunInstances", "CreateFleet", "DeleteLaunchTemplate"), [template], tags),
    ...each(ec2("TerminateInstances"), [instance], tags),
    ...each(ec2("CreateTags"), [instance], {
      ...tags,
      "aws:RequestTag/Name": "ip-10-30-0-7.ec2.internal",
      "aws:TagKeys": "Name",
    }),
  ];
}

const queueOf = ({ region, account, name }: Stage) => `arn:aws:sqs:${region}:${account}:${name}-karpenter`;
const roleOf = ({ account, name }: Stage, role: string) => `arn:aws:iam::${account}:role/${name}-${role}`;
const toInstance = { "iam:PassedToService": "ec2.amazonaws.com" };
const ownQueue = ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"];
const reads = ec2(
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
);

/**
 * Karpenter 1.14: requests of its controller, with an instance profile that exists.
 * https://karpenter.sh/docs/reference/cloudformation/
 */
export const karpenter: Table = {
  principal: () => "pods.eks.amazonaws.com",
  trust: ["sts:AssumeRole", "sts:TagSession"],
  managedPolicies: [],
  can: (stage) => {
    const { name, account, region } = stage;
    const { used } = resourcesOf(stage);
    return [
      ...each(ec2("RunInstances"), used),
      ...each(
        ec2("CreateFleet"),
        used.filter((resource) => /:(image|subnet)\//.test(resource)),
      ),
      ...creations(stage, requested(name)),
      ...changes(stage, owned(name)),
      ...each(["iam:PassRole"], [roleOf(stage, "karpenter-nodes")], toInstance),
      ...each(
        ["iam:GetInstanceProfile"],
        [`arn:aws:iam::${account}:instance-profile/${name}-karpenter-nodes`],
      ),
      ...each(["eks:DescribeCluster"], [`arn:aws:eks:${region}:${account}:cluster/${name}`]),
      ...each(ownQueue, [queueOf(stage)]),
      ...each(reads, ["*"], { "aws:RequestedRegion": region }),
      ...each(
        ["ssm:GetParameter"],
        [`arn:aws:ssm:${region}::parameter/aws/service/eks/optimized-ami/1.36/amazon-linux-2023/x`],
      ),
      ...each(["pricing:GetProducts", "iam:ListInstanceProfiles"], ["*"]),
    ];
  },
  cannot: (stage) => {
    const { name, account, region } = stage;
    const other = namesake(stage);
    const { instance } = resourcesOf(stage);
    const { [`aws:ResourceTag/kubernetes.io/cluster/${name}`]: _, ...withoutCluster } = owned(name);
    // Instances of the node group have the tag of the cluster, and no NodePool.
    const ofNodeGroup = { [`aws:ResourceTag/kubernetes.io/cluster/${name}`]: "owned" };
    return [
      ...ownData(stage),
      ...creations(stage, requested(other.name)),
      ...creations(stage, { "aws:RequestTag/karpenter.sh/nodepool": "general" }),
      ...changes(stage, owned(other.name)),
      ...changes(stage, withoutCluster),
      ...changes(stage, ofNodeGroup),
      // It cannot make an instance its own.
      ...each(ec2("CreateTags"), [instance], requested(name)),
      ...each(ec2("CreateTags"), [instance], {
        ...owned(name),
        "aws:RequestTag/Project": "x",
        "aws:TagKeys": "Project",
      }),
      ...each(
        ["iam:PassRole"],
        [roleOf(stage, "nodes"), roleOf(stage, "karpenter"), roleOf(other, "karpenter-nodes")],
        toInstance,
      ),
      ...each(["iam:PassRole"], [roleOf(stage, "karpenter-nodes")], {
        "iam:PassedToService": "lambda.amazonaws.com",
      }),
      ...each(
        ["iam:CreateInstanceProfile", "iam:AddRoleToInstanceProfile", "iam:DeleteInstanceProfile"],
        [`arn:aws:iam::${account}:instance-profile/${name}-karpenter-nodes`],
      ),
      ...each(["eks:DescribeCluster"], [`arn:aws:eks:${region}:${account}:cluster/${other.name}`]),
      ...each(ownQueue, [queueOf(other)]),
      ...each(["sqs:SendMessage", "sqs:DeleteQueue", "sqs:SetQueueAttributes"], [queueOf(stage)]),
      ...each(reads, ["*"], { "aws:RequestedRegion": "ap-southeast-2" }),
      ...each(["ssm:GetParameter"], [`arn:aws:ssm:${region}:${account}:parameter/x`]),
      ...each(ec2("DeleteVolume"), resourcesOf(stage).started.slice(1, 2), owned(name)),
    ];
  },
};
