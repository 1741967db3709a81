import { z } from "zod";
import { pattern, wholeNumber } from "../rules";

/** What a private bucket is made from. */
export const bucketSchema = z.strictObject({
  /** Name of the bucket, unique in all of AWS. */
  name: pattern(
    /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
    "3 to 63 lower-case letters, digits and hyphens, as S3 takes them",
  ),
  /** ARN of the KMS key that encrypts the objects. */
  kmsKeyArn: z.string(),
  /** Days after which versions that were replaced or deleted expire, and delete markers with them. */
  noncurrentVersionDays: wholeNumber(1, 3650, "days"),
  /** Whether a destroy deletes the objects as well. */
  forceDestroy: z.boolean(),
});

/** Configuration of {@link Bucket}. */
export type BucketConfig = z.infer<typeof bucketSchema>;
