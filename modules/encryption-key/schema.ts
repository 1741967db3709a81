import { z } from "zod";
import { Contract, text } from "../contract";
import { pattern } from "../rules";

/** What an encryption key is made from. */
export const encryptionKeySchema = z.strictObject({
  alias: pattern(
    /^alias\/[A-Za-z0-9/_-]{1,250}$/,
    "a KMS alias, such as alias/artist-production-data",
  ).describe("Alias, such as `alias/artist-production-data`"),
  description: z.string().describe("What the key encrypts"),
});

/** Configuration of {@link EncryptionKey}. */
export type EncryptionKeyConfig = z.infer<typeof encryptionKeySchema>;

/** What an encryption key gives to its users. */
export const encryptionKeyContract = new Contract({
  arn: text("ARN of the key"),
});
