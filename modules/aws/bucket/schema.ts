import { z } from "zod";
import { Contract, text } from "../../kit/contract";
import { kmsKeyArn, pattern, ruled, wholeNumber } from "../../kit/rules";
import { taggedInputs } from "../common";

/** Name of an S3 bucket. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const bucketName = pattern(
  /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  "3 to 63 lower-case letters, digits and hyphens, as S3 takes them",
  "artist-example-123456789012",
);

/** Storage classes that objects may be moved to. https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html */
const storageClasses = [
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER_IR",
  "GLACIER",
  "DEEP_ARCHIVE",
];

/** A rule for the lifecycle of current objects. */
const lifecycleRule = ruled(
  ruled(
    z.strictObject({
      prefix: z.string().default("").describe("Beginning of the keys of the objects; empty: all objects"),
      expirationDays: wholeNumber(1, 36_500, "days")
        .meta({ example: 365 })
        .optional()
        .describe(
          "Days after the creation of an object until it is deleted, which makes it a replaced version",
        ),
      noncurrentVersionDays: wholeNumber(1, 3650, "days")
        .meta({ example: 7 })
        .optional()
        .describe(
          "Days after which replaced and deleted versions expire, if that is earlier than for all objects",
        ),
      transitions: ruled(
        ruled(
          z.record(z.string(), wholeNumber(0, 36_500, "days")),
          `names of storage classes: ${storageClasses.join(", ")}`,
          {
            kind: "keys",
            source: `^(${storageClasses.join("|")})$`,
          },
        ),
        "at least 30 days for STANDARD_IA and ONEZONE_IA",
        { kind: "minimumFor", keys: ["STANDARD_IA", "ONEZONE_IA"], minimum: 30 },
      )
        .default({})
        .meta({ example: { GLACIER: 90 } })
        .describe("Days after the creation of an object until it is moved, by storage class"),
    }),
    "expirationDays, or one or more transitions",
    { kind: "given", field: "expirationDays", other: "transitions" },
  ),
  "more days than each transition has",
  { kind: "aboveAll", field: "expirationDays", other: "transitions" },
);

/** Inputs of a bucket that only users of the importable module have; a stage has the defaults. */
export const bucketInputs = {
  lifecycleRules: ruled(
    z.record(z.string(), lifecycleRule),
    "IDs of up to 255 letters, digits, spaces and the characters _ . -, not expire-noncurrent",
    { kind: "keys", source: "^[\\w .-]{1,255}$", reserved: ["expire-noncurrent"] },
  )
    .default({})
    .meta({ example: { archive: { prefix: "reports/", expirationDays: 365, transitions: { GLACIER: 90 } } } })
    .describe(
      "[Rules for current objects](https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html), by ID, in addition to the one for replaced versions: a deleted object is kept as such a version",
    ),
  sourcePolicyDocuments: z
    .array(z.string())
    .default([])
    .meta({ example: ['{"Version":"2012-10-17","Statement":[]}'] })
    .describe(
      "Further [bucket policies](https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html) as JSON, whose statements are added to the one that refuses requests without TLS. A statement with its ID, `TlsOnly`, has no effect",
    ),
};

/** Name of a bucket that exists: dots too, which a new bucket should not have. */
export const existingBucketName = pattern(
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  "the name of an S3 bucket: 3 to 63 lower-case letters, digits, hyphens and dots",
  "artist-example-123456789012",
);

/** Inputs of a private bucket. */
export const bucketSchema = z
  .strictObject({
    name: bucketName.describe("Name of the bucket, unique in all of AWS"),
    kmsKeyArn: kmsKeyArn.describe("ARN of the KMS key that encrypts the objects"),
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
    ...bucketInputs,
    ...taggedInputs,
  })
  .describe("A private S3 bucket: versioned, encrypted with KMS, only over TLS, without ACLs");

/** Configuration of {@link Bucket}. */
export type BucketConfig = z.infer<typeof bucketSchema>;

/** Outputs of a bucket. */
export const bucketContract = new Contract({
  bucket_name: text("Name of the bucket, known once it exists"),
  bucket_arn: text("ARN of the bucket"),
  bucket_regional_domain_name: text("Host name of the bucket in its region"),
});
