import { z } from "zod";
import { clusterResourcesSchema } from "../../addons/cluster-resources/schema";
import { karpenterSchema } from "../../addons/karpenter/schema";
import { nodePoolOptions, nodePoolSchema } from "../../addons/node-pool/schema";
import { alertOptions } from "../../aws/alert-topics/schema";
import { roleInputs } from "../../aws/common";
import { addonSchema } from "../../addons/schema";
import { applicationContract, applicationSchema, applicationOptions } from "../../app/schema";
import { Contract, text } from "../../kit/contract";
import { efsCsiDriverSchema } from "../../addons/efs-csi-driver/schema";
import { volumeHandle } from "../../aws/file-system/schema";
import { externalDnsSchema } from "../../addons/external-dns/schema";
import { loggingSchema } from "../../addons/logging/schema";
import { monitoringSchema } from "../../addons/monitoring/schema";
import { accountId, arn, subnetIds, tags, vpcId } from "../../kit/rules";

/** Options of a stage for the add-ons. */
export const platformOptions = addonSchema
  .pick({ chartMirror: true, replicas: true, admissionWebhooks: true })
  .extend({
    metricsRetentionDays: monitoringSchema.shape.retentionDays,
    metricsStorage: monitoringSchema.shape.storage,
    logRetentionDays: loggingSchema.shape.retentionDays,
    nodePool: nodePoolOptions.prefault({}).describe("Nodes that Karpenter adds for pods that do not fit"),
    alerts: alertOptions.prefault({}).describe("Who gets the alerts"),
  });

/** Inputs of {@link PlatformLayer}. */
export const platformLayerSchema = addonSchema
  .pick({ name: true, region: true, clusterName: true })
  .extend({
    settings: platformOptions
      .prefault({})
      .describe(
        "Chart mirror, replicas, admission webhooks, retention and alerts of the add-ons, nodes that Karpenter adds",
      ),
    accountId: accountId.describe("ID of the AWS account of the stage"),
    vpcId: vpcId.describe("ID of the VPC"),
    nodes: z
      .strictObject({
        roleArn: karpenterSchema.shape.nodeRoleArn,
        instanceProfileName: nodePoolSchema.shape.instanceProfileName,
        queueName: karpenterSchema.shape.queueName,
        queueArn: karpenterSchema.shape.queueArn,
        subnetIds: nodePoolSchema.shape.subnetIds,
        securityGroupIds: nodePoolSchema.shape.securityGroupIds,
        releaseVersion: nodePoolSchema.shape.releaseVersion,
      })
      .describe("What the nodes that Karpenter adds have, and the queue of interruptions"),
    kmsKeyArn: loggingSchema.shape.kmsKeyArn.describe("ARN of the KMS key that encrypts secrets and logs"),
    grafanaAdminSecretName: clusterResourcesSchema.shape.grafanaAdminSecretName.describe(
      "Name of the Secrets Manager secret of Grafana's administrator (JSON: `username`, `password`)",
    ),
    logBucketName: loggingSchema.shape.bucketName.describe("Name of the S3 bucket that holds Loki's chunks"),
    logBucketArn: loggingSchema.shape.bucketArn.describe("ARN of that bucket"),
    domainName: externalDnsSchema.shape.domainName,
    hostedZoneId: externalDnsSchema.shape.hostedZoneId,
    certificateArn: arn
      .meta({
        example: "arn:aws:acm:us-east-1:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab",
      })
      .describe(
        "ARN of the ACM certificate of the application's host. The deployment waits up to 15 minutes until ACM has issued it",
      ),
    imageRepositoryUrl: applicationSchema.shape.imageRepositoryUrl,
    database: applicationSchema.shape.database,
    apiKeySecretNames: applicationSchema.shape.apiKeySecretNames.describe(
      "Secrets Manager names of the secrets of the third-party keys, by environment variable. A name begins with that of the stage and `/api-keys/`: the application reads no others",
    ),
    mediaVolumeHandle: volumeHandle.describe(
      "EFS file system and access point where API and workers keep generated media",
    ),
    mediaFileSystemArn: efsCsiDriverSchema.shape.fileSystemArn.describe("ARN of that file system"),
    mediaAccessPointArn: efsCsiDriverSchema.shape.accessPointArn.describe("ARN of that access point"),
    publicSubnetIds: subnetIds.describe(
      "IDs of the load balancer's subnets. If they change, the controller changes the subnets of the same load balancer",
    ),
    publicSubnetCidrs: applicationSchema.shape.publicSubnetCidrs,
    tags: tags.describe(
      "Tags of every resource, and of what others than Terraform make: load balancers and what belongs to them, and the nodes that Karpenter adds",
    ),
    ...roleInputs,
    application: applicationOptions.describe("Image, sizes and workers of the application"),
  })
  .describe(
    "Everything that runs in the cluster of a stage: the add-ons, each after those that it needs, and the application",
  );

/** Configuration of {@link PlatformLayer}. */
export type PlatformLayerConfig = z.infer<typeof platformLayerSchema>;

/** Outputs of {@link PlatformLayer}. */
export const platformLayerContract = new Contract({
  ...applicationContract.fields,
  monitoring_namespace: text("Kubernetes namespace of Prometheus, Grafana and Loki"),
});
