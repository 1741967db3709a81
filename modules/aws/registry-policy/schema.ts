import { z } from "zod";
import { Contract, text } from "../../kit/contract";
import { accountId, arn, list, ruled } from "../../kit/rules";

/** Inputs of the permissions policy of a registry. */
export const registryPolicySchema = z
  .strictObject({
    sources: ruled(
      z.record(
        z.string(),
        z.strictObject({
          accountId: accountId.describe("ID of the AWS account"),
          repositoryArns: list(arn, "one or more ARNs of ECR repositories", 1)
            .meta({ example: ["arn:aws:ecr:us-east-1:444455556666:repository/ai-artist-api"] })
            .describe(
              "ARNs of the repositories of this registry that get its images. They have the same names there",
            ),
        }),
      ),
      "one or more accounts, by names of your choice",
      { kind: "size", minimum: 1 },
    )
      .meta({
        example: {
          nonprod: {
            accountId: "111122223333",
            repositoryArns: ["arn:aws:ecr:us-east-1:444455556666:repository/ai-artist-api"],
          },
        },
      })
      .describe("Accounts that may replicate images into this registry, by a name of your choice"),
  })
  .describe(
    "The permissions policy of an ECR registry: which accounts may replicate images into which of its repositories. A registry has one such policy",
  );

/** Configuration of {@link RegistryPolicy}. */
export type RegistryPolicyConfig = z.infer<typeof registryPolicySchema>;

/** Outputs of the permissions policy of a registry. */
export const registryPolicyContract = new Contract({
  registry_id: text("ID of the registry: that of its account"),
});
