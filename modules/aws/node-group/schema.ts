import { z } from "zod";
import { Contract, text } from "../../kit/contract";
import {
  extended,
  kubernetesMinor,
  list,
  pattern,
  resourceName,
  ruled,
  securityGroupId,
  subnetIds,
  tags,
  wholeNumber,
} from "../../kit/rules";
import { kubernetesVersion } from "../../versions";

/** Of x86-64, as the image of the nodes (`amiType`) and the images of the application. */
const instanceType = ruled(
  ruled(
    pattern(
      /^[a-z][a-z0-9-]*[0-9][a-z0-9-]*\.(nano|micro|small|medium|x?large|[1-9][0-9]*xlarge|metal(-[1-9][0-9]*xl)?)$/,
      "an EC2 instance type, such as m6i.large",
      "m6i.large",
    ),
    "an instance type with a processor of x86-64, such as m6i.large: the images of the nodes and of the application are not for Graviton",
    { kind: "notPattern", source: "^(a1|[a-z]+[0-9]+g[a-z]*)[.]" },
  ),
  "an instance type that runs Linux nodes of EKS, such as m6i.large: not a Mac",
  { kind: "notPattern", source: "^mac" },
).meta({ example: "m6i.large" });

/** What a stage may choose of a managed node group. */
export const nodeGroupOptions = z.strictObject({
  instanceTypes: list(instanceType, "one or more EC2 instance types, such as m6i.large", 1)
    .default(["m6i.large"])
    .describe("EC2 instance types, in the order of preference. Another list replaces the nodes")
    .meta({
      changes: [
        {
          effect: "rolling",
          text: "A second node group is made, and EKS drains the nodes of the first one, for up to 15 minutes each",
        },
      ],
    }),
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

/** Inputs of a managed node group. */
export const nodeGroupSchema = extended(nodeGroupOptions, {
  name: resourceName.describe(
    "Prefix of the name of the node group; name of its role and of its launch template",
  ),
  clusterName: resourceName.describe("Name of the EKS cluster"),
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
    "Tags of the instances, their root volumes and their first network interfaces, in addition to `Name`: default tags of the provider are not added to them",
  ),
}).describe("A managed node group: Amazon Linux 2023, encrypted volumes, IMDSv2 only, not available to pods");

/** Configuration of {@link NodeGroup}. */
export type NodeGroupConfig = z.infer<typeof nodeGroupSchema>;

/** Outputs of a node group. */
export const nodeGroupContract = new Contract({
  node_role_arn: text("ARN of the IAM role of the nodes"),
});
