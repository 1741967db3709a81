import { z } from "zod";
import { Contract, text } from "../../kit/contract";
import { arn, pattern, wholeNumber } from "../../kit/rules";

/** Name of an S3 bucket. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const bucketName = pattern(
  /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  "3 to 63 lower-case letters, digits and hyphens, as S3 takes them",
  "artist-example-123456789012",
);

/** Inputs of a private bucket. */
export const bucketSchema = z
  .strictObject({
    name: bucketName.describe("Name of the bucket, unique in all of AWS"),
    kmsKeyArn: arn.describe("ARN of the KMS key that encrypts the objects"),
    noncurrentVersionDays: wholeNumber(1, 3650, "days")
      .default(30)
      .describe(
        "Days after which versions that were replaced or deleted expire, and delete markers with them",
      ),
    forceDestroy: z
      .boolean()
      .default(false)
      .describe("Whether a destroy deletes the objects as well")
      .meta({ changes: [{ effect: "in place", text: "Only the next destroy is different" }] }),
  })
  .describe("A private S3 bucket: versioned, encrypted with KMS, only over TLS, without ACLs");

/** Configuration of {@link Bucket}. */
export type BucketConfig = z.infer<typeof bucketSchema>;

/** Outputs of a bucket. */
export const bucketContract = new Contract({
  name: text("Name of the bucket, known once it exists"),
  arn: text("ARN of the bucket"),
});
