import { z } from "zod";
import { Contract, text } from "../../kit/contract";
import { clusterName, resourceName } from "../../kit/rules";
import { roleInputs, taggedInputs } from "../common";

/** Inputs of what Karpenter's nodes need in AWS. */
export const nodeProvisioningSchema = z
  .strictObject({
    name: resourceName.describe("Prefix of the names, such as `artist-production`"),
    clusterName: clusterName.describe("Name of the EKS cluster"),
    ...taggedInputs,
    ...roleInputs,
  })
  .describe(
    "What Karpenter needs in AWS besides its own role: IAM role, instance profile and access entry of its nodes, and a queue with the interruptions of instances",
  );

/** Configuration of {@link NodeProvisioning}. */
export type NodeProvisioningConfig = z.infer<typeof nodeProvisioningSchema>;

/** Outputs of what Karpenter's nodes need in AWS. */
export const nodeProvisioningContract = new Contract({
  karpenter_node_role_arn: text("ARN of the IAM role of the nodes that Karpenter adds"),
  karpenter_node_role_name: text("Name of that role"),
  karpenter_instance_profile_name: text("Name of the instance profile of these nodes"),
  karpenter_queue_name: text("Name of the SQS queue with the interruptions of instances"),
  karpenter_queue_arn: text("ARN of that queue"),
  karpenter_queue_url: text("URL of that queue"),
});
