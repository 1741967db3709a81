import { z } from "zod";
import { wholeNumber } from "../rules";
import { secretsSchema } from "../secrets/schema";

/** What credentials are made from. */
export const credentialsSchema = secretsSchema.extend({
  /** Secrets Manager name of each secret, by user name. */
  names: secretsSchema.shape.names,
  /** Raise it by one to give every user a new password. */
  passwordVersion: wholeNumber(1, 1_000_000, "password changes"),
});

/** Configuration of {@link Credentials}. */
export type CredentialsConfig = z.infer<typeof credentialsSchema>;
