import type { z } from "zod";
import { addonSchema } from "../addon";
import { bucketName } from "../../aws/bucket/schema";
import { arn, wholeNumber } from "../../kit/rules";

/** What the logging is made from. */
export const loggingSchema = addonSchema
  .omit({ replicas: true, admissionWebhooks: true })
  .extend({
    kmsKeyArn: arn.describe("ARN of the KMS key that encrypts the bucket"),
    retentionDays: wholeNumber(1, 365, "days").default(30).describe("How long logs are kept, days"),
    bucketName: bucketName.describe("Name of the bucket that holds the chunks"),
    bucketArn: arn
      .meta({ example: "arn:aws:s3:::artist-example-123456789012" })
      .describe("ARN of that bucket"),
  })
  .describe("Loki on S3, one process, one tenant, with a retention that really deletes");

/** Configuration of {@link Logging}. */
export type LoggingConfig = z.infer<typeof loggingSchema>;
