import { z } from "zod";
import { addonSchema } from "../../addons/addon";
import { appContract, appSchema, applicationSchema } from "../../app/schema";
import { Contract, text } from "../../kit/contract";
import { loggingSchema } from "../../addons/logging/schema";
import { monitoringSchema } from "../../addons/monitoring/schema";
import { pattern, vpcId } from "../../kit/rules";
import { secretName } from "../../aws/secrets/schema";

/** What a stage says of its add-ons. */
export const platformSettingsSchema = addonSchema
  .pick({ chartMirror: true, replicas: true, admissionWebhooks: true })
  .extend({
    metricsRetentionDays: monitoringSchema.shape.retentionDays,
    metricsStorage: monitoringSchema.shape.storage,
    logRetentionDays: loggingSchema.shape.retentionDays,
  });

/** What the platform layer of a stage is made from. */
export const platformLayerSchema = addonSchema
  .pick({ name: true, region: true, clusterName: true })
  .extend({
    settings: platformSettingsSchema.prefault({}).describe("How the add-ons are run"),
    accountId: pattern(/^\d{12}$/, "an AWS account id of 12 digits", "123456789012").describe(
      "ID of the account of the secrets",
    ),
    vpcId: vpcId.describe("ID of the VPC"),
    kmsKeyArn: loggingSchema.shape.kmsKeyArn.describe("ARN of the KMS key that encrypts secrets and logs"),
    grafanaAdminSecretName: secretName.describe(
      "Secrets Manager name of the secret that holds Grafana's administrator: `username` and `password`",
    ),
    logBucketName: loggingSchema.shape.bucketName.describe("Name of the bucket that holds Loki's chunks"),
    logBucketArn: loggingSchema.shape.bucketArn.describe("ARN of that bucket"),
    imageRepository: appSchema.shape.imageRepository,
    database: appSchema.shape.database,
    apiKeySecrets: appSchema.shape.apiKeySecrets,
    loadBalancerCidrs: appSchema.shape.loadBalancerCidrs,
    application: applicationSchema.describe("What runs of the application"),
  })
  .describe(
    "What runs in the cluster of a stage: add-ons in the order of what they need, then the application",
  );

/** Configuration of {@link PlatformLayer}. */
export type PlatformLayerConfig = z.infer<typeof platformLayerSchema>;

/** What the platform layer tells operators and other estates. */
export const platformLayerContract = new Contract({
  ...appContract.fields,
  monitoring_namespace: text("Kubernetes namespace of Prometheus, Grafana and Loki"),
});
