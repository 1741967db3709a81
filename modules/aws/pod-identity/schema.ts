import { z } from "zod";
import { Contract, text } from "../../kit/contract";
import { clusterName, kubernetesName, kubernetesSubdomain, pattern, policyArn } from "../../kit/rules";
import { roleInputs, taggedInputs } from "../common";

/** Inputs of a pod identity. */
export const podIdentitySchema = z
  .strictObject({
    name: pattern(
      /^[\w+=,.@-]{1,64}$/,
      "an IAM role name of up to 64 letters, digits and +=,.@_-",
      "artist-example-reader",
    ).describe("Name of the IAM role"),
    clusterName: clusterName.describe("Name of the EKS cluster"),
    namespace: kubernetesName.describe("Namespace of the service account"),
    serviceAccount: kubernetesSubdomain.describe("Name of the service account"),
    policies: z
      .record(z.string(), z.string())
      .default({})
      .describe("Policy documents as JSON, by the name of the inline policy"),
    managedPolicies: z
      .record(z.string(), policyArn)
      .default({})
      .describe("ARNs of managed policies, by a name that stays the same"),
    ...taggedInputs,
    ...roleInputs,
  })
  .describe(
    "An IAM role that the pods of one service account, and nothing else, assume through EKS Pod Identity",
  );

/** Configuration of {@link PodIdentity}. */
export type PodIdentityConfig = z.infer<typeof podIdentitySchema>;

/** Outputs of a pod identity. */
export const podIdentityContract = new Contract({
  role_arn: text("ARN of the IAM role"),
  role_name: text("Name of the IAM role"),
});
