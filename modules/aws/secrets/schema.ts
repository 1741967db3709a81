import { z } from "zod";
import { Contract, map } from "../../kit/contract";
import { arn, pattern, ruled } from "../../kit/rules";

/** Name of a secret in Secrets Manager. */
export const secretName = pattern(
  /^[A-Za-z0-9/_+=.@-]{1,400}$/,
  "a Secrets Manager name of up to 400 letters, digits and /_+=.@-",
  "artist-example/secret",
);

const recoveryWindow = "0, or a whole number of days from 7 to 30";

/** Inputs of a set of secrets without values. */
export const secretsSchema = z
  .strictObject({
    names: z
      .record(z.string(), secretName)
      .meta({ example: { OPENAI_API_KEY: "artist-example/api-keys/OPENAI_API_KEY" } })
      .describe(
        "Secrets Manager name of each secret, by a key that you choose, such as the environment variable",
      ),
    kmsKeyArn: arn.describe("ARN of the KMS key that encrypts the values"),
    recoveryWindowDays: ruled(z.number(), recoveryWindow, {
      kind: "either",
      rules: [
        { kind: "oneOf", values: [0] },
        { kind: "range", minimum: 7, maximum: 30 },
      ],
    })
      .default(30)
      .describe("Days in which a deleted secret can be restored; 0 deletes it immediately")
      .meta({ changes: [{ effect: "in place", text: "Only the next deletion of a secret is different" }] }),
  })
  .describe(
    "Secrets Manager secrets without values: an operator sets the values, so that no code, plan or state contains them",
  );

/** Configuration of {@link Secrets}. */
export type SecretsConfig = z.infer<typeof secretsSchema>;

/** Outputs of a set of secrets. */
export const secretsContract = new Contract({
  arns: map("ARNs of the secrets, by key"),
  names: map("Names of the secrets, by key, known once they exist"),
});
