import type { z } from "zod";
import { arn, list } from "../../kit/rules";
import type { ChartRelease } from "../../kubernetes/helm-release";
import { namespaces } from "../../kubernetes/namespaces";
import { chartVersions } from "../../versions";
import { addonSchemaOf } from "../schema";

/** Chart and release of {@link ExternalSecrets}. */
export const externalSecrets = {
  ...chartVersions.externalSecrets,
  release: "external-secrets",
  namespace: namespaces.secrets,
} as const satisfies ChartRelease;

/** Inputs of {@link ExternalSecrets}. */
export const externalSecretsSchema = addonSchemaOf(externalSecrets)
  .omit({ region: true })
  .extend({
    kmsKeyArn: arn.describe("ARN of the KMS key that encrypts the secrets"),
    secretArns: list(arn, "one or more ARNs of secrets", 1)
      .meta({ example: ["arn:aws:secretsmanager:us-east-1:123456789012:secret:artist-example/*"] })
      .describe(
        "ARNs of the Secrets Manager secrets that it may read. A trailing `*` matches the suffix that Secrets Manager adds to the name",
      ),
  })
  .describe(
    "external-secrets, which reads the given secrets of Secrets Manager and no other. Needs the release prometheus-operator-crds",
  );

/** Configuration of {@link ExternalSecrets}. */
export type ExternalSecretsConfig = z.infer<typeof externalSecretsSchema>;
