import type { ITerraformDependable } from "cdktf";
import { z } from "zod";
import { pattern, wholeNumber } from "../rules";

/** Sizes of a managed node group, as a stage gives them. */
export const nodeGroupSizeSchema = z
  .strictObject({
    /** EC2 instance types, in the order of preference. */
    instanceTypes: z
      .array(pattern(/^[a-z0-9-]+\.[a-z0-9]+$/, "an EC2 instance type, such as m6i.large"))
      .min(1)
      .meta({ accepted: "one or more EC2 instance types, such as m6i.large" }),
    /** Fewest nodes. */
    minSize: wholeNumber(1, 450, "nodes"),
    /** Most nodes. */
    maxSize: wholeNumber(1, 450, "nodes"),
    /** Encrypted gp3 root volume of each node, GiB. */
    diskSize: wholeNumber(20, 1024, "GiB"),
  })
  .refine((group) => group.minSize <= group.maxSize, {
    path: ["maxSize"],
    params: { accepted: "a maxSize that is not below minSize" },
  });

/** What a managed node group is made from. */
export interface NodeGroupConfig extends z.infer<typeof nodeGroupSizeSchema> {
  /** Name of the node group, of its role and of its launch template. */
  readonly name: string;
  /** Name of the EKS cluster. */
  readonly clusterName: string;
  /** Kubernetes version of the nodes: the cluster's, or one or two behind it during an upgrade. */
  readonly version: string;
  /** IDs of the private subnets. */
  readonly subnetIds: string[];
  /** IDs of the security groups that the nodes wear: the cluster's own must be among them. */
  readonly securityGroupIds: string[];
  /** What must stand before the first node, such as the VPC CNI. */
  readonly after?: ITerraformDependable[];
}
