import type { z } from "zod";
import { list, roleArn } from "../../kit/rules";
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

/** Name of the IAM role of the controller, for the trust policies of the roles that it assumes. */
export const controllerRoleName = (name: string) => `${name}-external-secrets`;

/** Inputs of {@link ExternalSecrets}. */
export const externalSecretsSchema = addonSchemaOf(externalSecrets)
  .omit({ region: true })
  .extend({
    readerRoleArns: list(roleArn, "one or more ARNs of IAM roles", 1)
      .meta({ example: ["arn:aws:iam::123456789012:role/artist-example-secrets-application"] })
      .describe(
        "ARNs of the IAM roles that SecretStores name and that external-secrets may assume: those of the module secret-reader",
      ),
  })
  .describe(
    "external-secrets, which copies secrets with the IAM roles that SecretStores name, and has no access to secrets itself. Needs the release prometheus-operator-crds",
  );

/** Configuration of {@link ExternalSecrets}. */
export type ExternalSecretsConfig = z.infer<typeof externalSecretsSchema>;
