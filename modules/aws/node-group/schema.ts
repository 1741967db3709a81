import { z } from "zod";
import { Contract, list as listOutput, text } from "../../kit/contract";
import {
  distinctList,
  clusterName,
  extended,
  kubernetesMinor,
  list,
  oneOf,
  pattern,
  resourceName,
  ruled,
  securityGroupId,
  subnetIds,
  tags,
  wholeNumber,
} from "../../kit/rules";
import { kubernetesVersion } from "../../versions";
import { roleInputs } from "../common";

/** Instance types with Graviton, whose processor is not of x86-64. */
const graviton = "^(a1|[a-z]+[0-9]+g[a-z]*)[.]";

const anyInstanceType = ruled(
  pattern(
    /^[a-z][a-z0-9-]*[0-9][a-z0-9-]*\.(nano|micro|small|medium|x?large|[1-9][0-9]*xlarge|metal(-[1-9][0-9]*xl)?)$/,
    "an EC2 instance type, such as m6i.large",
    "m6i.large",
  ),
  "an instance type that runs Linux nodes of EKS, such as m6i.large: not a Mac",
  { kind: "notPattern", source: "^mac" },
).meta({ example: "m6i.large" });

/** Of x86-64, as the images of the application. */
const instanceType = ruled(
  anyInstanceType,
  "an instance type with a processor of x86-64, such as m6i.large: the images of the nodes and of the application are not for Graviton",
  { kind: "notPattern", source: graviton },
).meta({ example: "m6i.large" });

const instanceTypes = (type: z.ZodString) =>
  distinctList(type, "one or more different EC2 instance types, such as m6i.large", 1)
    .default(["m6i.large"])
    .describe("EC2 instance types, in the order of preference. Another list replaces the nodes")
    .meta({
      changes: [
        {
          effect: "rolling",
          text: "A second node group is made, and EKS drains the nodes of the first one, for up to 15 minutes each",
        },
      ],
    });

/** What a stage may choose of a managed node group. */
export const nodeGroupOptions = z.strictObject({
  instanceTypes: instanceTypes(instanceType),
  size: wholeNumber(1, 450, "nodes")
    .default(2)
    .describe("Number of nodes")
    .meta({
      changes: [
        { effect: "in place", when: "more", text: "Nodes are added" },
        { effect: "rolling", when: "less", text: "EKS drains the nodes that it removes" },
      ],
    }),
  diskSize: wholeNumber(20, 1024, "GiB")
    .default(50)
    .describe("Encrypted gp3 root volume of each node, GiB")
    .meta({ changes: [{ effect: "rolling", text: "EKS replaces one node after another" }] }),
});

/** Key of a label or taint. https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const keySource = "^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$";
const labelValue = pattern(
  /^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/,
  "values of up to 63 letters, digits and the characters _ . -, that begin and end with a letter or digit",
  "batch",
);

/** A taint of the nodes. https://docs.aws.amazon.com/eks/latest/userguide/node-taints-managed-node-groups.html */
const taint = z.strictObject({
  key: pattern(
    new RegExp(keySource),
    "the key of a Kubernetes taint, such as dedicated",
    "dedicated",
  ).describe("Key"),
  value: labelValue.optional().describe("Value"),
  effect: oneOf("NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE").describe("Effect"),
});

/** Inputs of a node group that only users of the importable module have; a stage has the defaults. */
export const nodeGroupInputs = {
  amiType: oneOf("AL2023_x86_64_STANDARD", "AL2023_ARM_64_STANDARD")
    .default("AL2023_x86_64_STANDARD")
    .describe(
      "[Image of the nodes](https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html#AmazonEKS-Type-Nodegroup-amiType), for the processor of all `instance_types`: `AL2023_ARM_64_STANDARD` for Graviton. Another one replaces the nodes",
    ),
  capacityType: oneOf("ON_DEMAND", "SPOT")
    .optional()
    .describe(
      "[`ON_DEMAND` or `SPOT`](https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html#managed-node-group-capacity-types): spot instances are cheaper, and EC2 takes them back after a notice of two minutes. null: what the group has, `ON_DEMAND` for a new one. Another one replaces the nodes",
    ),
  labels: ruled(
    z.record(z.string(), labelValue),
    "keys of Kubernetes labels outside of the domains kubernetes.io, k8s.io and eks.amazonaws.com, such as node.example.com/pool",
    {
      kind: "keys",
      source: keySource,
      refused: "(^|[.])(kubernetes[.]io|k8s[.]io|eks[.]amazonaws[.]com)/",
    },
  )
    .default({})
    .meta({ example: { "example.com/pool": "batch" } })
    .describe(
      "[Labels](https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/) of the nodes, values by key",
    ),
  taints: ruled(z.record(z.string(), taint), "at most 50 taints", { kind: "size", minimum: 0, maximum: 50 })
    .default({})
    .meta({ example: { batch: { key: "dedicated", value: "batch", effect: "NO_SCHEDULE" } } })
    .describe(
      "[Taints](https://docs.aws.amazon.com/eks/latest/userguide/node-taints-managed-node-groups.html) of the nodes, by a name of your choice. The EKS add-ons need nodes without a taint that they do not tolerate",
    ),
};

const allInputs = extended(nodeGroupOptions.extend({ instanceTypes: instanceTypes(anyInstanceType) }), {
  name: resourceName.describe(
    "Prefix of the name of the node group; name of its role and of its launch template",
  ),
  clusterName: clusterName.describe("Name of the EKS cluster"),
  kubernetesVersion: kubernetesMinor
    .default(kubernetesVersion)
    .describe("Kubernetes version of the nodes: the cluster's, or one or two behind it during an upgrade"),
  releaseVersion: pattern(
    /^1\.\d{2}\.\d+-\d{8}$/,
    "a release of the EKS image for the Kubernetes version of the nodes, such as 1.36.4-20260930",
    "1.36.4-20260930",
  )
    .optional()
    .describe(
      "[Release of the nodes' image](https://docs.aws.amazon.com/eks/latest/userguide/eks-linux-ami-versions.html), not older than the running one; null: the newest when the node group is created or its Kubernetes version changes",
    ),
  subnetIds: subnetIds.describe("IDs of the private subnets of the nodes"),
  securityGroupIds: list(securityGroupId, "one or more IDs of security groups", 1).describe(
    "IDs of the security groups of the nodes: the cluster's own must be among them",
  ),
  tags: tags.describe(
    "Tags of every resource, and of the instances, their root volumes and their first network interfaces, to which default tags of the provider are not added. The module's own `Name` wins",
  ),
  ...nodeGroupInputs,
  ...roleInputs,
});

/** Inputs of a managed node group. */
export const nodeGroupSchema = ruled(
  allInputs,
  "instance types with the processor of amiType: Graviton, such as m7g.large, with AL2023_ARM_64_STANDARD, and no other one with it",
  {
    kind: "together",
    field: "instanceTypes",
    source: graviton,
    other: "amiType",
    otherSource: "ARM_64",
  },
).describe("A managed node group: Amazon Linux 2023, encrypted volumes, IMDSv2 only, not available to pods");

/** Configuration of {@link NodeGroup}. */
export type NodeGroupConfig = z.infer<typeof nodeGroupSchema>;

/** Outputs of a node group. */
export const nodeGroupContract = new Contract({
  node_role_arn: text("ARN of the IAM role of the nodes"),
  node_group_name: text("Name of the node group, which begins with `name`"),
  node_group_arn: text("ARN of the node group"),
  node_group_status: text("Status of the node group, such as `ACTIVE`"),
  launch_template_id: text("ID of the launch template of the nodes"),
  autoscaling_group_names: listOutput("Names of the Auto Scaling groups that EKS makes for the node group"),
});

/** Outputs of the node group of a stage. */
export const nodeGroupStageOutputs = { node_role_arn: nodeGroupContract.fields.node_role_arn };
