import { z } from "zod";
import { apiKeyNames } from "../../app/api-keys";
import { bucketName, bucketSchema } from "../../aws/bucket/schema";
import { Contract, map, number, text } from "../../kit/contract";
import { fileSystemSchema } from "../../aws/file-system/schema";
import { databaseName, databaseOptions } from "../../aws/database/schema";
import { secretsSchema } from "../../aws/secrets/schema";
import {
  distinctList,
  pattern,
  ruled,
  securityGroupId,
  subnetIds,
  vpcId,
  wholeNumber,
} from "../../kit/rules";

/**
 * A variable whose name, in lower case with hyphens, is that of a Kubernetes Secret. Other variables and Secrets of the
 * application have some of these names.
 */
const environmentVariable = ruled(
  pattern(
    /^[A-Z]([A-Z0-9_]{0,251}[A-Z0-9])?$/,
    "names of environment variables of up to 253 characters, such as OPENAI_API_KEY",
    "OPENAI_API_KEY",
  ),
  "names that the application does not use otherwise: not DATABASE_URL, DATABASE_APP, DATABASE_MIGRATOR, HOME, LOG_LEVEL, LOGGING_LEVEL or OUTPUT_BASE_DIR",
  {
    kind: "notPattern",
    source: "^(DATABASE_(URL|APP|MIGRATOR)|HOME|LOG_LEVEL|LOGGING_LEVEL|OUTPUT_BASE_DIR)$",
  },
).meta({ example: "OPENAI_API_KEY" });

/** What a stage may choose of its secrets. */
export const secretsOptions = z.strictObject({
  apiKeys: distinctList(
    environmentVariable,
    "different names of environment variables, such as OPENAI_API_KEY",
    0,
  )
    .meta({ known: "the names are parts of addresses" })
    .default([...apiKeyNames])
    .describe("Third-party keys, by environment variable; an operator fills the secrets")
    .meta({
      changes: [
        {
          effect: "rolling",
          when: "a key is added",
          text: "The data layer makes a secret without a value. An operator fills it; then the pods get the key with the next deployment of the platform layer, which fails as long as the value is missing",
        },
        {
          effect: "removal",
          when: "a key is removed",
          text: "Deploy the platform layer first: the pods are replaced by others without the key. Then the data layer deletes the secret, which can be restored within `recoveryWindowDays`",
        },
      ],
    }),
  passwordVersion: wholeNumber(1, 1_000_000, "password changes")
    .default(1)
    .describe("Raise it by one to give the database roles and Grafana's administrator new passwords")
    .meta({
      changes: [
        {
          effect: "interruption",
          text: "The data layer writes new passwords. The platform layer has the roles Job set them, and replaces the pods: until a pod is replaced, it cannot open further connections to the database",
          isOneWay: true,
        },
      ],
    }),
  recoveryWindowDays: secretsSchema.shape.recoveryWindowDays,
});

/** What a stage may choose of the bucket of its logs. */
export const logBucketOptions = z.strictObject({
  forceDestroy: bucketSchema.shape.forceDestroy,
});

/** Inputs of the data layer. */
export const dataLayerSchema = z
  .strictObject({
    name: databaseName.describe("Prefix of the names of all resources, such as `artist-production`"),
    vpcId: vpcId.describe("ID of the VPC"),
    databaseSubnetIds: subnetIds.describe("IDs of the database subnets, in at least two zones"),
    databaseClientSecurityGroupId: securityGroupId.describe(
      "ID of the security group whose members may connect to the database, and mount the file system of the media",
    ),
    mediaSubnetIds: fileSystemSchema.shape.subnetIds.describe(
      "ID of one private subnet for each zone, by the zone's name, through which nodes of the zone reach the media",
    ),
    database: databaseOptions.prefault({}).describe("Sizes and protection of the database"),
    logBucketName: bucketName.describe("Name of the bucket that holds Loki's chunks, unique in all of AWS"),
    logBucket: logBucketOptions.prefault({}).describe("Protection of the bucket of the logs"),
    secrets: secretsOptions
      .prefault({})
      .describe(
        "Third-party keys, the version of the passwords, and how long deleted secrets can be restored",
      ),
  })
  .describe(
    "The stateful resources of a stage: the database, the secrets, the bucket of the logs, the file system of the media",
  );

/** Configuration of {@link DataLayer}. */
export type DataLayerConfig = z.infer<typeof dataLayerSchema>;

/** Outputs of the data layer, for the platform layer and for other configurations. */
export const dataLayerContract = new Contract({
  kms_key_arn: text("ARN of the KMS key that encrypts the stage's data"),
  database_host: text("Host name of the database's writer"),
  database_port: number("TCP port of the database"),
  database_name: text("Name of the database"),
  database_master_secret_arn: text(
    "ARN of the secret in which RDS keeps the master user, for the roles Job alone",
  ),
  database_role_secret_names: map("Names of the secrets of the application's database roles, by role"),
  database_role_secrets_version: number("Version of the passwords of the application's database roles"),
  grafana_admin_secret_name: text("Name of the secret of Grafana's administrator"),
  api_key_secret_names: map("Names of the secrets of the third-party keys, by environment variable"),
  log_bucket_name: text("Name of the S3 bucket that holds Loki's chunks"),
  log_bucket_arn: text("ARN of the S3 bucket that holds Loki's chunks"),
  media_volume_handle: text("IDs of the EFS file system of the media, and of its access point"),
  media_file_system_arn: text("ARN of the EFS file system of the media"),
  media_access_point_arn: text("ARN of the access point through which the application reaches the media"),
});
