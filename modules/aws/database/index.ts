import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { DbParameterGroup } from "@cdktf/provider-aws/lib/db-parameter-group";
import { DbSubnetGroup } from "@cdktf/provider-aws/lib/db-subnet-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { ContractValues } from "../../kit/contract";
import { TerraformData } from "../../kit/terraform-data";
import {
  choose,
  eachOf,
  format,
  givenOr,
  greatest,
  isAbove,
  isOther,
  least,
  not,
  partOf,
  wholeTimes,
} from "../../kit/terms";
import { applyCommon } from "../common";
import { clientRules, port } from "./clients";
import { stripedFrom } from "./inputs";
import { setParameters } from "./parameters";
import { databaseContract, databaseSchema, type DatabaseConfig } from "./schema";

export * from "./schema";

/** Logs of the server that are exported to CloudWatch. */
const exportedLogs = ["postgresql", "upgrade"];

/**
 * RDS refuses these two for smaller gp3 storage, and a change to larger storage without them. Each stripe of the storage has the
 * baseline of a volume, and they are included in the price of the storage.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage
 */
const baseline = { iops: 12_000, throughput: 500 };

/**
 * PostgreSQL on RDS: encrypted, in private subnets, TLS required, the master password managed by RDS, open to given
 * clients only.
 *
 * @example new Database(this, "database", { name: "artist-production", instanceClass: "db.t3.medium", … });
 */
export class Database extends Construct {
  static readonly schema = databaseSchema;
  static readonly contract = databaseContract;
  readonly outputs: ContractValues<typeof databaseContract>;

  /**
   * @param after resources that are destroyed only when the database is gone. While RDS refuses to delete it, a destroy
   * deletes none of them.
   */
  constructor(scope: Construct, id: string, config: DatabaseConfig, after: ITerraformDependable[] = []) {
    super(scope, id);
    const subnetGroup = new DbSubnetGroup(this, "subnets", {
      name: config.name,
      subnetIds: config.subnetIds,
    });
    const family = format("postgres%s", partOf(config.engineVersion, "^[0-9]+"));
    const parameterGroup = new DbParameterGroup(this, "parameters", {
      // Not a fixed name: while a group is replaced, both exist.
      namePrefix: `${config.name}-${family}-`,
      family,
      lifecycle: { createBeforeDestroy: true },
    });
    setParameters(parameterGroup, config.parameters);
    const securityGroup = new SecurityGroup(this, "security_group", {
      name: `${config.name}-database`,
      description: "PostgreSQL, reached by its clients alone",
      vpcId: config.vpcId,
      tags: { Name: `${config.name}-database` },
    });
    const fromClients = clientRules(this, securityGroup.id, config);
    // Before the instance: RDS would create the log groups without a retention.
    const log = eachOf(exportedLogs);
    const logs = new CloudwatchLogGroup(this, "logs", {
      forEach: log,
      name: `/aws/rds/instance/${config.name}/${log.value}`,
      retentionInDays: config.logRetentionDays,
    });
    // A random UUID, because the snapshot of an earlier instance of this name may exist. Replaced with the instance.
    const snapshot = new TerraformData(this, "final_snapshot", {
      databaseName: config.databaseName,
      masterUsername: config.masterUsername,
      kmsKeyArn: config.kmsKeyArn,
    });
    const throughput = givenOr(config.storageThroughput, baseline.throughput);
    // RDS requires four IOPS for each MiB/s.
    const iops = givenOr(config.iops, greatest(baseline.iops, wholeTimes(throughput, 4)));
    const isStriped = isAbove(config.allocatedStorage, stripedFrom - 1);
    const instance = new DbInstance(this, "Default", {
      identifier: config.name,
      engine: "postgres",
      // With a major version, the provider keeps only this part in the state after a minor upgrade, so that no plan goes back.
      engineVersion: config.engineVersion,
      // Only another version in the configuration is another major version: docs/running-terraform.md has the steps.
      allowMajorVersionUpgrade: true,
      instanceClass: config.instanceClass,
      applyImmediately: config.applyImmediately,
      dbName: config.databaseName,
      port,
      username: config.masterUsername,
      manageMasterUserPassword: true,
      masterUserSecretKmsKeyId: config.kmsKeyArn,
      // The provider ignores that storage grew, because the maximum is above this value.
      allocatedStorage: config.allocatedStorage,
      maxAllocatedStorage: givenOr(
        config.maxAllocatedStorage,
        greatest(100, least(wholeTimes(config.allocatedStorage, 2), 65_536)),
      ),
      storageType: "gp3",
      iops: choose(isStriped, iops, undefined),
      storageThroughput: choose(isStriped, throughput, undefined),
      storageEncrypted: true,
      kmsKeyId: config.kmsKeyArn,
      multiAz: config.multiAz,
      dbSubnetGroupName: subnetGroup.name,
      vpcSecurityGroupIds: [securityGroup.id],
      parameterGroupName: parameterGroup.name,
      publiclyAccessible: false,
      // No caCertIdentifier: RDS's default is the same, and naming it has each new instance modified and waited for again.
      backupRetentionPeriod: config.backupRetentionDays,
      backupWindow: config.backupWindow,
      maintenanceWindow: config.maintenanceWindow,
      copyTagsToSnapshot: true,
      // With a minor version in the configuration, a plan would go back after each upgrade by RDS.
      autoMinorVersionUpgrade: not(isOther(config.engineVersion, "^[0-9]+$")),
      enabledCloudwatchLogsExports: exportedLogs,
      performanceInsightsEnabled: true,
      performanceInsightsKmsKeyId: config.kmsKeyArn,
      deletionProtection: config.deletionProtection,
      skipFinalSnapshot: not(config.finalSnapshot),
      finalSnapshotIdentifier: `${config.name}-final-${snapshot.id}`,
      tags: { Name: config.name },
      // Clients can connect as long as it exists.
      dependsOn: [...fromClients, logs, ...after],
    });
    applyCommon(this, config);
    this.outputs = {
      database_host: instance.address,
      database_port: instance.port,
      database_name: config.databaseName,
      master_secret_arn: instance.masterUserSecret.get(0).secretArn,
      database_master_username: instance.username,
      database_identifier: instance.identifier,
      database_arn: instance.arn,
      database_resource_id: instance.resourceId,
      database_engine_version: instance.engineVersionActual,
      database_security_group_id: securityGroup.id,
      database_parameter_group_name: parameterGroup.name,
    };
  }
}
