import { z } from "zod";
import { Contract, text } from "../../kit/contract";
import { nonEmpty, pattern } from "../../kit/rules";
import { taggedInputs } from "../common";

/** Inputs of an encryption key. */
export const encryptionKeySchema = z
  .strictObject({
    alias: pattern(
      /^alias\/[A-Za-z0-9/_-]{1,250}$/,
      "a KMS alias, such as alias/artist-production-data",
      "alias/artist-example",
    ).describe("Alias, such as `alias/artist-production-data`"),
    description: nonEmpty.meta({ example: "Data of artist-example" }).describe("What the key encrypts"),
    policy: z
      .string()
      .meta({ example: '{"Version":"2012-10-17","Statement":[]}' })
      .optional()
      .describe("Key policy as JSON. Default: principals of the account, as their own policies allow"),
    ...taggedInputs,
  })
  .describe("A KMS key that AWS rotates every year, with an alias");

/** Configuration of {@link EncryptionKey}. */
export type EncryptionKeyConfig = z.infer<typeof encryptionKeySchema>;

/** Outputs of an encryption key. */
export const encryptionKeyContract = new Contract({
  kms_key_arn: text("ARN of the key"),
  kms_key_id: text("ID of the key"),
  kms_alias_name: text("Name of the alias, such as `alias/artist-production-data`"),
  kms_alias_arn: text("ARN of the alias"),
});
