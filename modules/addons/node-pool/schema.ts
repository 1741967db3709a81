import { z } from "zod";
import { nodeGroupSchema } from "../../aws/node-group/schema";
import type { Change } from "../../kit/change";
import { projectPath } from "../../kit/project-path";
import { distinctList, extended, nonEmpty, oneOf, pattern, wholeNumber } from "../../kit/rules";
import type { ChartRelease } from "../../kubernetes/helm-release";
import { namespaces } from "../../kubernetes/namespaces";
import { addonSchemaOf } from "../schema";

/**
 * Chart and release of {@link NodePool}. Helm waits until the nodes are gone, but forgets the release if the time is over:
 * the time is longer than that which nodes have to drain.
 */
export const nodePool = {
  folder: projectPath("charts", "node-pool"),
  release: "node-pool",
  namespace: namespaces.system,
  timeout: 1800,
} as const satisfies ChartRelease;

const { subnetIds, securityGroupIds, releaseVersion, tags, diskSize } = nodeGroupSchema.shape;

/** Drift. https://karpenter.sh/docs/concepts/disruption/#drift */
const otherNodes: readonly Change[] = [
  {
    effect: "rolling",
    text: "Karpenter replaces, within the disruption budgets, the nodes that do not fit any more",
  },
];
const allNodes: readonly Change[] = [
  { effect: "rolling", text: "Karpenter replaces all its nodes, within the disruption budgets" },
];

/** What a stage may choose of the nodes that Karpenter adds. */
export const nodePoolOptions = z.strictObject({
  cpuLimit: wholeNumber(0, 10_000, "vCPUs")
    .default(32)
    .describe(
      "vCPUs of all nodes that Karpenter adds, together: above it, pods stay pending. 0: it adds none",
    )
    .meta({ changes: [{ effect: "in place", text: "Nodes stay, also those above a lower limit" }] }),
  memoryLimit: wholeNumber(0, 100_000, "GiB")
    .default(128)
    .describe("Memory of all nodes that Karpenter adds, together, GiB: above it, pods stay pending")
    .meta({ changes: [{ effect: "in place", text: "Nodes stay, also those above a lower limit" }] }),
  capacityTypes: distinctList(oneOf("on-demand", "spot"), '"on-demand", "spot", or both', 1)
    .default(["on-demand"])
    .describe("`on-demand`, `spot` (cheaper, and AWS may take an instance back two minutes after a warning)")
    .meta({ changes: otherNodes }),
  instanceCategories: distinctList(
    pattern(/^[a-z]+$/, "categories of instance types, such as c, m or r", "m"),
    "one or more different categories of instance types, such as c, m or r",
    1,
  )
    .default(["c", "m", "r"])
    .describe(
      "[Categories](https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html) of the instance types",
    )
    .meta({ changes: otherNodes }),
  minimumGeneration: wholeNumber(2, 20, "the generation of an instance type")
    .default(5)
    .describe("Lowest generation of the instance types: 5 for m5 and newer")
    .meta({ changes: otherNodes }),
  instanceSizes: distinctList(
    pattern(/^[a-z0-9-]+$/, "sizes of instances, such as large or 2xlarge", "xlarge"),
    "one or more different sizes of instances, such as large or 2xlarge",
    1,
  )
    .default(["large", "xlarge", "2xlarge", "4xlarge"])
    .describe("Sizes of the instances, of which Karpenter chooses the cheapest that is sufficient")
    .meta({ changes: otherNodes }),
  diskSize: diskSize.meta({ changes: allNodes }),
  expireAfterDays: wholeNumber(1, 365, "days")
    .default(30)
    .describe("Age at which Karpenter replaces a node, days. A new image replaces all nodes earlier")
    .meta({ changes: allNodes }),
});

/** Inputs of {@link NodePool}. */
export const nodePoolSchema = extended(nodePoolOptions, {
  ...addonSchemaOf(nodePool).pick({ namespace: true }).shape,
  instanceProfileName: nonEmpty
    .meta({ example: "artist-example-karpenter-nodes" })
    .describe("Name of the instance profile of the nodes"),
  subnetIds,
  securityGroupIds,
  releaseVersion: releaseVersion.describe(
    "[Release of the nodes' image](https://docs.aws.amazon.com/eks/latest/userguide/eks-linux-ami-versions.html), of which the date is used; null: always the newest, which replaces the nodes when AWS publishes it",
  ),
  tags: tags.describe(
    "Tags of the instances, their volumes and network interfaces, and of the launch templates",
  ),
}).describe(
  "The nodes that Karpenter adds: Amazon Linux 2023, encrypted volumes, IMDSv2 only, not available to pods. Needs the release karpenter",
);

/** Configuration of {@link NodePool}. */
export type NodePoolConfig = z.infer<typeof nodePoolSchema>;
