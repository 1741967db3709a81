import type { z } from "zod";
import { bucketName } from "../../aws/bucket/schema";
import { arn, wholeNumber } from "../../kit/rules";
import type { ChartRelease } from "../../kubernetes/helm-release";
import { namespaces } from "../../kubernetes/namespaces";
import { chartVersions } from "../../versions";
import { addonSchemaOf } from "../schema";

/** Chart and release of {@link Logging}. */
export const loki = {
  ...chartVersions.loki,
  release: "loki",
  namespace: namespaces.monitoring,
} as const satisfies ChartRelease;

/** URL of Loki's gateway, from pods of the same namespace: the chart names the Service after the release. */
export const lokiUrl = `http://${loki.release}-gateway`;

/** Inputs of {@link Logging}. */
export const loggingSchema = addonSchemaOf(loki)
  .omit({ replicas: true, admissionWebhooks: true })
  .extend({
    kmsKeyArn: arn.describe("ARN of the KMS key that encrypts the bucket"),
    retentionDays: wholeNumber(1, 365, "days")
      .default(30)
      .describe("How long logs are kept, days")
      .meta({
        changes: [
          {
            effect: "rolling",
            when: "more",
            text: "Loki restarts: the collector sends the logs of this time afterwards",
          },
          {
            effect: "rolling",
            when: "less",
            text: "Loki restarts, and deletes the logs that are older",
            isOneWay: true,
          },
        ],
      }),
    bucketName: bucketName.describe("Name of the S3 bucket that holds the chunks"),
    bucketArn: arn
      .meta({ example: "arn:aws:s3:::artist-example-123456789012" })
      .describe("ARN of that bucket"),
  })
  .describe(
    "Loki with its chunks in S3: one process, one tenant; logs older than the retention are deleted. Needs the release cluster-resources",
  );

/** Configuration of {@link Logging}. */
export type LoggingConfig = z.infer<typeof loggingSchema>;
