import { z } from "zod";
import { Contract, number, text } from "../../kit/contract";
import {
  arn,
  pattern,
  resourceName,
  ruled,
  securityGroupId,
  subnetIds,
  vpcId,
  wholeNumber,
} from "../../kit/rules";

const fields = z.strictObject({
  name: resourceName.describe("Prefix of the names of all resources, such as `artist-production`"),
  instanceClass: pattern(
    /^db\.[a-z0-9-]+\.[a-z0-9]+$/,
    "an RDS instance class, such as db.t3.medium",
    "db.t3.medium",
  )
    .default("db.t3.medium")
    .describe(
      "[Instance class](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.html)",
    ),
  allocatedStorage: wholeNumber(20, 65536, "GiB").default(20).describe("Storage at the start, GiB of gp3"),
  maxAllocatedStorage: wholeNumber(22, 65536, "GiB")
    .default(100)
    .describe("Size up to which storage grows by itself, GiB; at least 10 % above `allocated_storage`"),
  multiAz: z.boolean().default(true).describe("A standby in a second zone, with automatic failover"),
  backupRetentionDays: wholeNumber(1, 35, "days")
    .default(14)
    .describe("How long automated backups are kept, days; point-in-time restore reaches as far back"),
  deletionProtection: z
    .boolean()
    .default(true)
    .describe(
      "Refuses the deletion of the instance, and takes a final snapshot when it is deleted after all",
    ),
  vpcId: vpcId.describe("ID of the VPC"),
  subnetIds: subnetIds.describe("IDs of the database subnets, in at least two zones"),
  clientSecurityGroupId: securityGroupId.describe(
    "ID of the security group whose wearers reach the database",
  ),
  kmsKeyArn: arn.describe(
    "ARN of the KMS key that encrypts storage, backups, Performance Insights and the master secret",
  ),
});

/** RDS refuses a maximum that is less than 10 % above the allocated storage. */
const growth = {
  accepted: "at least 10 % above the storage at the start",
  rule: { kind: "notBelow", field: "maxAllocatedStorage", other: "allocatedStorage", percent: 110 },
} as const;

/** The fields that a stage gives. */
export const databaseSizeSchema = ruled(
  fields.omit({ name: true, vpcId: true, subnetIds: true, clientSecurityGroupId: true, kmsKeyArn: true }),
  growth.accepted,
  growth.rule,
);

/** What a database is made from. */
export const databaseSchema = ruled(fields, growth.accepted, growth.rule).describe(
  "PostgreSQL on RDS: encrypted, TLS forced, the master password kept by RDS, reachable from one security group alone",
);

/** Configuration of {@link Database}. */
export type DatabaseConfig = z.infer<typeof databaseSchema>;

/** What a database gives to its users. */
export const databaseContract = new Contract({
  host: text("Host name of the writer"),
  port: number("TCP port"),
  database_name: text("Name of the database"),
  master_secret_arn: text("ARN of the secret in which RDS keeps the master user: `username` and `password`"),
});
