import { Construct } from "constructs";
import { applicationUserId } from "../../app/charts";
import { databaseRoles } from "../../app/database-roles";
import { Bucket, bucketInputs } from "../../aws/bucket";
import type { ContractValues } from "../../kit/contract";
import { Credentials } from "../../aws/credentials";
import { Database } from "../../aws/database";
import { databaseInputs } from "../../aws/database/inputs";
import { EncryptionKey } from "../../aws/encryption-key";
import { FileSystem } from "../../aws/file-system";
import { preventDestroy, resourcesIn } from "../../kit/order";
import { defaultsOf } from "../../kit/rules";
import { format, nameEach, valueOf } from "../../kit/terms";
import { Secrets } from "../../aws/secrets";
import { dataLayerContract, dataLayerSchema, type DataLayerConfig } from "./schema";

export * from "./schema";

/**
 * The stateful resources of a stage: the database, the secrets, the bucket of the logs and the file system of the media. The names of the secrets begin
 * with the stage's name, and the IAM roles that read them in the cluster depend on these names.
 */
export class DataLayer extends Construct {
  static readonly schema = dataLayerSchema;
  static readonly contract = dataLayerContract;
  readonly outputs: ContractValues<typeof dataLayerContract>;

  constructor(scope: Construct, id: string, config: DataLayerConfig) {
    super(scope, id);
    const { name, tags } = config;
    const { apiKeys: keys, passwordVersion, recoveryWindowDays } = config.secrets;

    const key = new EncryptionKey(this, "data", {
      alias: format("alias/%s-data", name),
      description: format("Database, secrets, logs and media of %s", name),
      tags,
    });
    // Final snapshots, and secrets that can be restored, outlive the stack and are lost without their key.
    preventDestroy(key.key);
    const kmsKeyArn = key.outputs.kms_key_arn;
    const roles = new Credentials(this, "database_roles", {
      names: nameEach(databaseRoles, "%s/database/%s", name),
      kmsKeyArn,
      recoveryWindowDays,
      passwordVersion,
      tags,
    }).outputs;
    const grafana = new Credentials(this, "grafana", {
      names: nameEach(["admin"], "%s/grafana/%s", name),
      kmsKeyArn,
      recoveryWindowDays,
      passwordVersion,
      tags,
    }).outputs;
    const apiKeys = new Secrets(this, "api_keys", {
      names: nameEach(keys, "%s/api-keys/%s", name),
      kmsKeyArn,
      recoveryWindowDays,
      tags,
    }).outputs;
    const logs = new Bucket(
      this,
      "logs",
      {
        ...defaultsOf(bucketInputs),
        name: config.logBucketName,
        kmsKeyArn,
        noncurrentVersionDays: 1,
        forceDestroy: config.logBucket.forceDestroy,
        tags,
      },
      resourcesIn(key),
    ).outputs;
    const media = new FileSystem(this, "media", {
      name: format("%s-media", name),
      kmsKeyArn,
      vpcId: config.vpcId,
      subnetIdsByZone: config.privateSubnetIdsByZone,
      userId: applicationUserId,
      tags,
      // The nodes are its clients.
      clientSecurityGroupId: config.databaseClientSecurityGroupId,
    });
    preventDestroy(media.fileSystem);
    // Last: while RDS refuses to delete it, a destroy deletes nothing of the layer. A lifecycle configuration is an exception:
    // AWS needs a minute until it reports it, and the next deployment makes it again.
    const database = new Database(
      this,
      "database",
      {
        name,
        ...defaultsOf(databaseInputs),
        ...config.database,
        tags,
        vpcId: config.vpcId,
        subnetIds: config.databaseSubnetIds,
        clientSecurityGroupId: config.databaseClientSecurityGroupId,
        kmsKeyArn,
      },
      resourcesIn(this).filter(({ terraformResourceType }) => !terraformResourceType.includes("_lifecycle_")),
    ).outputs;

    this.outputs = {
      kms_key_arn: kmsKeyArn,
      database_host: database.database_host,
      database_port: database.database_port,
      database_name: database.database_name,
      database_master_secret_arn: database.master_secret_arn,
      database_role_secret_names: roles.secret_names,
      database_role_secrets_version: passwordVersion,
      grafana_admin_secret_name: valueOf(grafana.secret_names, "admin"),
      api_key_secret_names: apiKeys.secret_names,
      log_bucket_name: logs.bucket_name,
      log_bucket_arn: logs.bucket_arn,
      media_volume_handle: media.outputs.volume_handle,
      media_file_system_arn: media.outputs.file_system_arn,
      media_access_point_arn: media.outputs.access_point_arn,
    };
  }
}
