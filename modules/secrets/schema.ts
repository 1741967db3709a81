import { z } from "zod";
import { pattern, wholeNumber } from "../rules";

const secretName = pattern(
  /^[A-Za-z0-9/_+=.@-]{1,400}$/,
  "a Secrets Manager name of letters, digits and /_+=.@-",
);

/** What a set of empty secrets is made from. */
export const secretsSchema = z.strictObject({
  /** Secrets Manager name of each secret, by a key of one's own such as the environment variable. */
  names: z.record(z.string(), secretName),
  /** ARN of the KMS key that encrypts the values. */
  kmsKeyArn: z.string(),
  /** Days in which a deleted secret can be restored; 0 deletes at once. */
  recoveryWindowDays: z
    .union([z.literal(0), wholeNumber(7, 30, "days")])
    .meta({ accepted: "0, or a whole number of days from 7 to 30" }),
});

/** Configuration of {@link Secrets}. */
export type SecretsConfig = z.infer<typeof secretsSchema>;
