import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { DbParameterGroup } from "@cdktf/provider-aws/lib/db-parameter-group";
import { DbSubnetGroup } from "@cdktf/provider-aws/lib/db-subnet-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { postgresql } from "../../versions";
import type { ContractValues } from "../../kit/contract";
import { TerraformData } from "../../kit/terraform-data";
import { choose, eachOf, isAbove, not } from "../../kit/terms";
import { applyCommon } from "../common";
import { databaseContract, databaseSchema, type DatabaseConfig } from "./schema";

export * from "./schema";

const port = 5432;

/** Logs of the server that are exported to CloudWatch. */
const exportedLogs = ["postgresql", "upgrade"];

/**
 * RDS refuses these two for smaller gp3 storage, and a change to larger storage without them. Each stripe of the storage has the
 * baseline of a volume, and they are included in the price of the storage.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage
 */
const stripedAbove = 399;
const baseline = { iops: 12_000, throughput: 500 };

/** Parameters of the server. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Parameters.html */
const parameters = [
  // The server refuses connections without TLS.
  { name: "rds.force_ssl", value: "1", applyMethod: "immediate" },
  // Statements that take longer than a second are logged.
  { name: "log_min_duration_statement", value: "1000", applyMethod: "immediate" },
];

/**
 * PostgreSQL on RDS: encrypted, in private subnets, TLS required, the master password managed by RDS, open to the members
 * of one security group only.
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
    const parameterGroup = new DbParameterGroup(this, "parameters", {
      // Not a fixed name: while a group is replaced, both exist.
      namePrefix: `${config.name}-${postgresql.parameterGroupFamily}-`,
      family: postgresql.parameterGroupFamily,
      parameter: parameters,
      lifecycle: { createBeforeDestroy: true },
    });
    const securityGroup = new SecurityGroup(this, "security_group", {
      name: `${config.name}-database`,
      description: "PostgreSQL, reached by its clients alone",
      vpcId: config.vpcId,
      tags: { Name: `${config.name}-database` },
    });
    const fromClients = new VpcSecurityGroupIngressRule(this, "from_clients", {
      securityGroupId: securityGroup.id,
      referencedSecurityGroupId: config.clientSecurityGroupId,
      description: "PostgreSQL from members of the database-client group",
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
    });
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
    const isStriped = isAbove(config.allocatedStorage, stripedAbove);
    const instance = new DbInstance(this, "Default", {
      identifier: config.name,
      engine: "postgres",
      // Only the major version: the provider keeps it in the state after a minor upgrade, so that no plan goes back.
      engineVersion: postgresql.engineVersion,
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
      maxAllocatedStorage: config.maxAllocatedStorage,
      storageType: "gp3",
      iops: choose(isStriped, baseline.iops, undefined),
      storageThroughput: choose(isStriped, baseline.throughput, undefined),
      storageEncrypted: true,
      kmsKeyId: config.kmsKeyArn,
      multiAz: config.multiAz,
      dbSubnetGroupName: subnetGroup.name,
      vpcSecurityGroupIds: [securityGroup.id],
      parameterGroupName: parameterGroup.name,
      publiclyAccessible: false,
      // No caCertIdentifier: RDS's default is the same, and naming it has each new instance modified and waited for again.
      backupRetentionPeriod: config.backupRetentionDays,
      backupWindow: "03:00-04:00",
      maintenanceWindow: "sun:04:30-sun:05:30",
      copyTagsToSnapshot: true,
      autoMinorVersionUpgrade: true,
      enabledCloudwatchLogsExports: exportedLogs,
      performanceInsightsEnabled: true,
      performanceInsightsKmsKeyId: config.kmsKeyArn,
      deletionProtection: config.deletionProtection,
      skipFinalSnapshot: not(config.finalSnapshot),
      finalSnapshotIdentifier: `${config.name}-final-${snapshot.id}`,
      tags: { Name: config.name },
      // Clients can connect as long as it exists.
      dependsOn: [fromClients, logs, ...after],
    });
    applyCommon(this, config);
    this.outputs = {
      database_host: instance.address,
      database_port: instance.port,
      database_name: config.databaseName,
      master_secret_arn: instance.masterUserSecret.get(0).secretArn,
    };
  }
}
