import { z } from "zod";
import { cidr, pattern, principalArn } from "../rules";

/** What an EKS cluster is made from. */
export const clusterSchema = z.strictObject({
  /** Name of the cluster and prefix of what belongs to it, such as `artist-production`. */
  name: pattern(/^[a-z][a-z0-9-]{1,30}[a-z0-9]$/, "3 to 32 lower-case letters, digits and hyphens"),
  /** Kubernetes minor version. https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html */
  version: pattern(/^1\.\d{2}$/, "a Kubernetes minor version, such as 1.35"),
  /** IDs of the private subnets of the control plane's network interfaces and of the nodes, in at least two zones. */
  subnetIds: z.array(z.string()).min(2),
  /** IAM principals that administer the cluster: at least two, for one may be lost. The creator gets nothing. */
  administrators: z
    .array(principalArn)
    .min(2)
    .refine((arns) => new Set(arns).size === arns.length)
    .meta({ accepted: "two or more different ARNs of IAM roles or users" }),
  /** CIDR blocks that reach the public endpoint; none makes the endpoint private. */
  publicAccessCidrs: z.array(cidr(8, 32)),
  /** How long the control plane's logs are kept, days. */
  logRetentionDays: z
    .union([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365].map((days) => z.literal(days)))
    .meta({
      accepted: "a retention that CloudWatch knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180 or 365 days",
    }),
});

/** Configuration of {@link Cluster}. */
export type ClusterConfig = z.infer<typeof clusterSchema>;
