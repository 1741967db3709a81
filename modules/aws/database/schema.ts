import { z } from "zod";
import type { Change } from "../../kit/change";
import { Contract, number, text } from "../../kit/contract";
import type { Rule } from "../../kit/rule";
import {
  extended,
  kmsKeyArn,
  logRetention,
  pattern,
  resourceName,
  ruled,
  securityGroupId,
  subnetIds,
  vpcId,
  wholeNumber,
} from "../../kit/rules";
import { taggedInputs } from "../common";
import { databaseInputs, stripedFrom } from "./inputs";

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

const replaced: readonly Change[] = [
  {
    effect: "replacement",
    text: "The instance is deleted with its data, and an empty one is made. Deletion protection prevents it; data comes back only from a snapshot",
    isOneWay: true,
  },
];

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
            text: "RDS cannot shrink storage: Terraform ignores a value below the present size. Set `maxAllocatedStorage` to what it was, if it is not set: RDS refuses a maximum below the present size",
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
    logRetentionDays: logRetention.describe("How long the logs of the server are kept, days"),
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
      .meta({ changes: replaced }),
    masterUsername: identifier("user name", "artist_master")
      .default("artist_master")
      .describe("Name of the master user; another name replaces the instance")
      .meta({ changes: replaced }),
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
