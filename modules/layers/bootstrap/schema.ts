import { z } from "zod";
import { bucketSchema } from "../../aws/bucket/schema";
import { Contract, map, text } from "../../kit/contract";
import { encryptionKeySchema } from "../../aws/encryption-key/schema";
import { registrySchema } from "../../aws/registry/schema";
import { resourceName } from "../../kit/rules";

/** What the ground of an account is made from. */
export const bootstrapLayerSchema = z
  .strictObject({
    project: resourceName.describe("Name of the estate, by which the keys' aliases begin, such as `artist`"),
    stateBucketName: bucketSchema.shape.name.describe(
      "Name of the bucket that holds the states, unique in all of AWS",
    ),
    stateKeyAlias: encryptionKeySchema.shape.alias.describe("Alias of the KMS key that encrypts the states"),
    forceDestroy: bucketSchema.shape.forceDestroy.describe("Whether a destroy deletes the states as well"),
    registry: registrySchema.omit({ kmsKeyArn: true }).describe("The image repositories of the account"),
  })
  .describe("The ground of an account: the bucket of the states and its key, the image repositories");

/** Configuration of {@link BootstrapLayer}. */
export type BootstrapLayerConfig = z.infer<typeof bootstrapLayerSchema>;

/** What an account's ground gives to its stages. */
export const bootstrapLayerContract = new Contract({
  state_bucket_name: text("Name of the S3 bucket that holds the states of the account"),
  state_kms_key_arn: text("ARN of the KMS key that encrypts the states"),
  repository_urls: map("URLs of the ECR repositories, by image name"),
});
