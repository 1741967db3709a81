import type { z } from "zod";
import { wholeNumber } from "../../kit/rules";
import { secretsContract, secretsSchema } from "../secrets/schema";

/** What credentials are made from. */
export const credentialsSchema = secretsSchema
  .extend({
    names: secretsSchema.shape.names.describe("Secrets Manager name of each secret, by user name"),
    passwordVersion: wholeNumber(1, 1_000_000, "password changes")
      .default(1)
      .describe("Raise it by one to give every user a new password"),
  })
  .describe("A random password for each user as a secret; the password is in no plan and in no state");

/** Configuration of {@link Credentials}. */
export type CredentialsConfig = z.infer<typeof credentialsSchema>;

/** What credentials give to their users. */
export const credentialsContract = secretsContract;
