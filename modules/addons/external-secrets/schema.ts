import type { z } from "zod";
import { addonSchema } from "../addon";
import { arn, list } from "../../kit/rules";

/** What external-secrets is made from. */
export const externalSecretsSchema = addonSchema
  .omit({ region: true })
  .extend({
    kmsKeyArn: arn.describe("ARN of the KMS key that encrypts the secrets"),
    secretArns: list(arn, "one or more ARNs of secrets", 1)
      .meta({ example: ["arn:aws:secretsmanager:us-east-1:123456789012:secret:artist-example/*"] })
      .describe(
        "ARNs of the secrets that it may read; a trailing `*` stands for the suffix that Secrets Manager adds",
      ),
  })
  .describe("external-secrets, which reads the named secrets of Secrets Manager and no other");

/** Configuration of {@link ExternalSecrets}. */
export type ExternalSecretsConfig = z.infer<typeof externalSecretsSchema>;
