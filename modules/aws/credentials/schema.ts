import type { z } from "zod";
import { wholeNumber } from "../../kit/rules";
import { secretsContract, secretsSchema } from "../secrets/schema";

/** Inputs of credentials. */
export const credentialsSchema = secretsSchema
  .extend({
    names: secretsSchema.shape.names.describe("Secrets Manager name of each secret, by user name"),
    passwordVersion: wholeNumber(1, 1_000_000, "password changes")
      .default(1)
      .describe("Increase it by one to give every user a new password"),
  })
  .describe("A random password for each user as a secret; no plan and no state contains the password");

/** Configuration of {@link Credentials}. */
export type CredentialsConfig = z.infer<typeof credentialsSchema>;

/** Outputs of credentials. */
export const credentialsContract = secretsContract;
