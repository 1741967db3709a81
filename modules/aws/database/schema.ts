import { z } from "zod";
import { Contract, number, text } from "../../kit/contract";
import type { Rule } from "../../kit/rule";
import {
  clientCidr,
  extended,
  kmsKeyArn,
  logRetention,
  namedClients,
  pattern,
  resourceName,
  ruled,
  securityGroupId,
  subnetIds,
  vpcId,
  wholeNumber,
} from "../../kit/rules";
import { postgresql } from "../../versions";
import { taggedInputs } from "../common";
import { defaultParameters } from "./parameters";

/**
 * GiB from which RDS stripes gp3 storage over volumes. Only then IOPS and throughput can be chosen, and it needs them.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage
 */
export const stripedFrom = 400;

const gp3 = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage";

const identifier = (kind: string, example: string) =>
  pattern(
    /^[A-Za-z][A-Za-z0-9_]{0,62}$/,
    `a ${kind} of up to 63 letters, digits and underscores that begins with a letter`,
    example,
  );

/** Prefix of names, one of which is the identifier of an RDS instance. */
export const databaseName = ruled(resourceName, "a name without two hyphens in a row, which RDS refuses", {
  kind: "pattern",
  source: "^[^-]+(-[^-]+)*$",
});

/** What a stage may choose of its database. */
export const databaseOptions = ruled(
  z.strictObject({
    instanceClass: pattern(
      /^db\.[a-z][a-z0-9-]*[0-9][a-z0-9-]*\.(micro|small|medium|large|[1-9]?[0-9]*xlarge)(\.tpc[12]\.mem[1-8]x)?$/,
      "an RDS instance class, such as db.t3.medium",
      "db.t3.medium",
    )
      .default("db.t3.medium")
      .describe(
        "[Instance class](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.html)",
      )
      .meta({
        changes: [
          {
            effect: "interruption",
            text: "RDS moves the instance to the other class in the maintenance window, or at once with `applyImmediately`: connections break for one to two minutes with a standby (failover), for several without",
          },
        ],
      }),
    // RDS extends storage up to 65536 GiB, and that is at least 10 % more.
    allocatedStorage: wholeNumber(20, 59578, "GiB")
      .default(20)
      .meta({ example: 400 })
      .describe("Storage at the start, GiB of gp3")
      .meta({
        changes: [
          {
            effect: "in place",
            when: "more",
            text: "RDS extends the storage while it is in use. It refuses another change of the storage for six hours",
            isOneWay: true,
          },
          {
            effect: "none",
            when: "less",
            text: "RDS cannot shrink storage: Terraform ignores a value below the present size",
          },
        ],
      }),
    maxAllocatedStorage: wholeNumber(22, 65536, "GiB")
      .meta({ example: 500 })
      .optional()
      .describe(
        "Size up to which [RDS extends the storage](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html), GiB; at least 10 % above `allocated_storage`. null: twice `allocated_storage`, and at least 100",
      )
      .meta({ changes: [{ effect: "in place", text: "The database is not interrupted" }] }),
    multiAz: z
      .boolean()
      .default(true)
      .describe("A standby in a second zone, with automatic failover")
      .meta({
        changes: [
          {
            effect: "in place",
            text: "RDS makes or deletes the standby. While it is made, latency is higher",
          },
        ],
      }),
    backupRetentionDays: wholeNumber(1, 35, "days")
      .default(14)
      .describe("How long automated backups are kept, days; point-in-time restore covers the same time")
      .meta({
        changes: [
          { effect: "in place", when: "more", text: "Backups are kept longer from now on" },
          {
            effect: "in place",
            when: "less",
            text: "RDS deletes the backups that are older",
            isOneWay: true,
          },
        ],
      }),
    logRetentionDays: logRetention.describe("How long the logs of the server are kept, days").meta({
      changes: [
        { effect: "in place", when: "more", text: "Logs are kept longer from now on" },
        {
          effect: "in place",
          when: "less",
          text: "CloudWatch deletes the logs that are older",
          isOneWay: true,
        },
      ],
    }),
    applyImmediately: z
      .boolean()
      .default(false)
      .describe(
        "Whether changes of the instance, such as another class, are applied at once, with an interruption. Otherwise RDS applies them in the maintenance window, after `terraform apply`: [which settings](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.DBInstance.Modifying.html)",
      )
      .meta({
        changes: [
          {
            effect: "interruption",
            when: "`true`",
            text: "RDS also makes at once the changes that wait for the maintenance window",
          },
          { effect: "in place", when: "`false`", text: "Later changes wait for the maintenance window" },
        ],
      }),
    databaseName: identifier("database name", "artist")
      .default("artist")
      .describe("Name of the database; another name replaces the instance")
      .meta({
        changes: [
          {
            effect: "replacement",
            text: "The instance is deleted with its data, and an empty one is made. Deletion protection prevents it; data comes back only from a snapshot",
            isOneWay: true,
          },
        ],
      }),
    masterUsername: identifier("user name", "artist_master")
      .default("artist_master")
      .describe("Name of the master user; another name replaces the instance")
      .meta({
        changes: [
          {
            effect: "replacement",
            text: "The instance is deleted with its data, and an empty one is made. Deletion protection prevents it; data comes back only from a snapshot",
            isOneWay: true,
          },
        ],
      }),
    deletionProtection: z
      .boolean()
      .default(true)
      .describe("RDS refuses to delete the instance until this is set to false and applied")
      .meta({ changes: [{ effect: "in place", text: "Only the protection changes" }] }),
    finalSnapshot: z
      .boolean()
      .default(true)
      .describe(
        "Whether RDS takes a snapshot when the instance is deleted. It stays in the account, and can be restored as long as its KMS key exists",
      )
      .meta({ changes: [{ effect: "in place", text: "Only the next deletion is different" }] }),
  }),
  // RDS refuses a maximum that is less than 10 % above the allocated storage.
  "at least 10 % above the storage at the start",
  { kind: "notBelow", field: "maxAllocatedStorage", other: "allocatedStorage", percent: 110 },
);

/** A time of each day or week in UTC. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html */
const window = (source: RegExp, accepted: string, duration: string, maximum: number, example: string) =>
  ruled(pattern(source, accepted, example), `${accepted}, that lasts ${duration}`, {
    kind: "window",
    minimum: 30,
    maximum,
  });

const time = "([01][0-9]|2[0-3]):[0-5][0-9]";
const day = "(mon|tue|wed|thu|fri|sat|sun)";

/** Inputs of a database that only users of the importable module have; a stage has the defaults. */
export const databaseInputs = {
  engineVersion: pattern(
    /^(1[3-9]|[2-9][0-9])([.][1-9]?[0-9])?$/,
    "a version of PostgreSQL from 13: the major one, such as 17, or with the minor one, such as 17.6",
    "17",
  )
    .default(postgresql.engineVersion)
    .describe(
      "[Version of PostgreSQL](https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-versions.html). Of a major version, such as `17`, RDS applies new minor ones in the maintenance window; a minor one, such as `17.6`, is kept. The family of the parameter group follows from it. A higher major version upgrades the instance",
    ),
  parameters: ruled(
    z.record(z.string(), pattern(/./, "values that are not empty", "500")),
    "names of parameters in lower case, without rds.force_ssl, because connections without TLS are always refused",
    {
      kind: "keys",
      source: "^[a-z][a-z0-9_]*([.][a-z][a-z0-9_]*)*$",
      reserved: ["rds.force_ssl"],
    },
  )
    .default({})
    .meta({ example: { log_min_duration_statement: "500", max_connections: "200" } })
    .describe(
      `[Parameters of the server](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Parameters.html), values by name, in addition to ${Object.entries(
        defaultParameters,
      )
        .map(([name, value]) => `\`${name} = ${value}\``)
        .join(" and ")}. A static parameter has an effect after the next reboot of the instance`,
    ),
  backupWindow: window(
    new RegExp(`^${time}-${time}$`),
    "a time of each day in UTC, such as 03:00-04:00",
    "at least 30 minutes",
    1439,
    "03:00-04:00",
  )
    .default("03:00-04:00")
    .describe(
      "Time of each day in which RDS starts [automated backups](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html), UTC",
    ),
  maintenanceWindow: window(
    new RegExp(`^${day}:${time}-${day}:${time}$`),
    "a time of each week in UTC, in lower case, such as sun:04:30-sun:05:30",
    "at least 30 minutes and less than a day",
    1439,
    "sun:04:30-sun:05:30",
  )
    .default("sun:04:30-sun:05:30")
    .describe(
      "Time of each week in which RDS applies [changes and updates](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Maintenance.html), UTC; it must not overlap `backup_window`",
    ),
  iops: wholeNumber(12_000, 64_000, "IOPS")
    .optional()
    .describe(
      `[IOPS of gp3](${gp3}), at least four for each MiB/s of \`storage_throughput\`. null: as many as the throughput needs, and at least 12000, which the storage includes. Only with \`allocated_storage\` of at least 400; smaller storage always has 3000`,
    ),
  storageThroughput: wholeNumber(500, 4000, "MiB/s")
    .optional()
    .describe(
      `[Throughput of gp3](${gp3}), MiB/s. null: 500, which the storage includes. Only with \`allocated_storage\` of at least 400; smaller storage always has 125.`,
    ),
  clientSecurityGroupIds: namedClients(securityGroupId)
    .default({})
    .meta({ example: { reporting: "sg-0a1b2c3d" } })
    .describe(
      "IDs of further security groups whose members may connect to the database, by a name of your choice",
    ),
  clientCidrs: namedClients(clientCidr)
    .default({})
    .meta({ example: { vpn: "10.0.0.0/8" } })
    .describe(
      "CIDR blocks that may connect to the database, such as that of a VPN, by a name of your choice; each needs a route into the VPC",
    ),
};

const allInputs = extended(databaseOptions, {
  name: databaseName.describe("Prefix of the names of all resources, such as `artist-production`"),
  vpcId: vpcId.describe("ID of the VPC"),
  subnetIds: subnetIds.describe("IDs of the database subnets, in at least two zones"),
  clientSecurityGroupId: securityGroupId.describe(
    "ID of the security group whose members may connect to the database",
  ),
  kmsKeyArn: kmsKeyArn.describe(
    "ARN of the KMS key that encrypts storage, backups, Performance Insights and the master secret",
  ),
  ...databaseInputs,
  ...taggedInputs,
});

/** Rules between inputs. */
const rules: readonly [string, Rule][] = [
  [
    "a window that does not overlap the backup window, on any day",
    { kind: "windowsApart", field: "maintenanceWindow", other: "backupWindow" },
  ],
  ...(["iops", "storageThroughput"] as const).map((field): [string, Rule] => [
    "null with less than 400 GiB of storage, because RDS provisions none for it",
    { kind: "onlyFrom", field, other: "allocatedStorage", minimum: stripedFrom },
  ]),
  [
    "at least four IOPS for each MiB/s of throughput",
    { kind: "notBelow", field: "iops", other: "storageThroughput", percent: 400 },
  ],
];

/** Inputs of a database. */
export const databaseSchema = rules
  .reduce((schema, [accepted, rule]) => ruled(schema, accepted, rule), allInputs)
  .describe(
    "PostgreSQL on RDS: encrypted, TLS required, the master password managed by RDS, open to given clients only",
  );

/** Configuration of {@link Database}. */
export type DatabaseConfig = z.infer<typeof databaseSchema>;

/** Outputs of a database. */
export const databaseContract = new Contract({
  database_host: text("Host name of the writer"),
  database_port: number("TCP port"),
  database_name: text("Name of the database"),
  master_secret_arn: text("ARN of the secret in which RDS keeps the master user: `username` and `password`"),
  database_master_username: text("Name of the master user"),
  database_identifier: text("Identifier of the instance: its name in RDS"),
  database_arn: text("ARN of the instance"),
  database_resource_id: text(
    "ID of the instance that stays when it is renamed, for policies of IAM authentication and for logs of CloudTrail",
  ),
  database_engine_version: text("Version of PostgreSQL that runs, with its minor version"),
  database_security_group_id: text(
    "ID of the security group of the instance: a rule for port 5432 in it admits other clients",
  ),
  database_parameter_group_name: text("Name of the parameter group"),
});
