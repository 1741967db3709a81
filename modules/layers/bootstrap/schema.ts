import { z } from "zod";
import { taggedInputs } from "../../aws/common";
import { bucketSchema } from "../../aws/bucket/schema";
import { Contract, map, text } from "../../kit/contract";
import { encryptionKeySchema } from "../../aws/encryption-key/schema";
import { registryOptions } from "../../aws/registry/schema";
import { resourceName } from "../../kit/rules";

/** What the account-level resources are made from. */
export const bootstrapLayerSchema = z
  .strictObject({
    project: resourceName.describe(
      "Name of the project, with which the aliases of the keys begin, such as `artist`",
    ),
    stateBucketName: bucketSchema.shape.name.describe(
      "Name of the bucket that holds the states, unique in all of AWS",
    ),
    stateKeyAlias: encryptionKeySchema.shape.alias.describe("Alias of the KMS key that encrypts the states"),
    forceDestroy: bucketSchema.shape.forceDestroy.describe(
      "Whether destroying the bucket deletes the states in it",
    ),
    registry: registryOptions.describe("The image repositories of the account"),
    ...taggedInputs,
  })
  .describe("The account-level resources: the bucket of the states and its key, the image repositories");

/** Configuration of {@link BootstrapLayer}. */
export type BootstrapLayerConfig = z.infer<typeof bootstrapLayerSchema>;

/** Outputs of the account-level resources. */
export const bootstrapLayerContract = new Contract({
  state_bucket_name: text("Name of the S3 bucket that holds the states of the account"),
  state_kms_key_arn: text("ARN of the KMS key that encrypts the states"),
  image_kms_key_arn: text("ARN of the KMS key that encrypts the images"),
  repository_urls: map("URLs of the ECR repositories, by image name"),
});
