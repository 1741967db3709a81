import { Fn } from "cdktf";
import type { Construct } from "constructs";
import { apiKeyNames } from "../modules/app/api-keys";
import { Bucket } from "../modules/bucket";
import { Database } from "../modules/database";
import { Credentials } from "../modules/credentials";
import { EncryptionKey } from "../modules/encryption-key";
import { Secrets } from "../modules/secrets";
import { dataContract, networkContract } from "./contracts";
import type { StagePlace } from "./layer-stack";
import { StageStack } from "./stage-stack";

/** Roles that the application has in the database; the master user is none of them. */
const databaseRoles = ["migrator", "app", "readonly"];

/** Raised by one, it gives the database roles and Grafana's administrator new passwords. */
const passwordVersion = 1;

/** What a stage remembers: the database, the secrets and the bucket of the logs. */
export class DataStack extends StageStack {
  constructor(scope: Construct, place: StagePlace, below: StageStack[]) {
    super(scope, "data", place, below);
    const network = networkContract.read(this, "network", this.layerState("network"));
    const { deletionProtection } = this.stage.database;
    const recoveryWindowDays = deletionProtection ? 30 : 0;

    const key = new EncryptionKey(this, "data", {
      alias: `alias/${this.prefix}-data`,
      description: `Database, secrets and logs of ${this.prefix}`,
    });
    const database = new Database(this, "database", {
      name: this.prefix,
      ...this.stage.database,
      vpcId: network.vpc_id,
      subnetIds: network.database_subnet_ids,
      clientSecurityGroupId: network.database_client_security_group_id,
      kmsKeyArn: key.arn,
    });
    const roles = new Credentials(this, "database_roles", {
      names: this.secretNames("database", databaseRoles),
      kmsKeyArn: key.arn,
      recoveryWindowDays,
      passwordVersion,
    });
    const grafana = new Credentials(this, "grafana", {
      names: this.secretNames("grafana", ["admin"]),
      kmsKeyArn: key.arn,
      recoveryWindowDays,
      passwordVersion,
    });
    const apiKeys = new Secrets(this, "api_keys", {
      names: this.secretNames("api-keys", apiKeyNames),
      kmsKeyArn: key.arn,
      recoveryWindowDays,
    });
    const logs = new Bucket(this, "logs", {
      name: `${this.prefix}-logs-${place.account.id}-${place.region}`,
      kmsKeyArn: key.arn,
      noncurrentVersionDays: 1,
      forceDestroy: !deletionProtection,
    });

    dataContract.publish(this, {
      kms_key_arn: key.arn,
      database_host: database.host,
      database_port: database.instance.port,
      database_name: database.databaseName,
      database_master_secret_arn: database.masterSecretArn,
      database_role_secret_names: roles.names,
      database_role_secrets_version: passwordVersion,
      grafana_admin_secret_name: Fn.lookup(grafana.names, "admin"),
      api_key_secret_names: apiKeys.names,
      log_bucket_name: logs.bucket.id,
      log_bucket_arn: logs.bucket.arn,
    });
  }

  /** Secrets of a stage have a prefix of their own, which is all that the stage's external-secrets may read. */
  private secretNames(kind: string, names: readonly string[]): Record<string, string> {
    return Object.fromEntries(names.map((name) => [name, `${this.prefix}/${kind}/${name}`]));
  }
}
