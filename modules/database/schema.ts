import { z } from "zod";
import { pattern, wholeNumber } from "../rules";

/** What a database is made from. */
export const databaseSchema = z.strictObject({
  /** Prefix of the names of all resources, such as `artist-production`. */
  name: pattern(/^[a-z][a-z0-9-]{1,30}[a-z0-9]$/, "3 to 32 lower-case letters, digits and hyphens"),
  /** Instance class. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.html */
  instanceClass: pattern(/^db\.[a-z0-9-]+\.[a-z0-9]+$/, "an RDS instance class, such as db.t3.medium"),
  /** Storage at the start, GiB of gp3. */
  allocatedStorage: wholeNumber(20, 65536, "GiB"),
  /** Size up to which storage grows by itself, GiB; larger than `allocatedStorage`. */
  maxAllocatedStorage: wholeNumber(22, 65536, "GiB"),
  /** A standby in a second zone, with automatic failover. */
  multiAz: z.boolean(),
  /** How long automated backups are kept, days; point-in-time restore reaches as far back. */
  backupRetentionDays: wholeNumber(1, 35, "days"),
  /** Refuses the deletion of the instance, and takes a final snapshot when it is deleted after all. */
  deletionProtection: z.boolean(),
  /** ID of the VPC. */
  vpcId: z.string(),
  /** IDs of the database subnets, in at least two zones. */
  subnetIds: z.array(z.string()).min(2),
  /** ID of the security group whose wearers reach the database. */
  clientSecurityGroupId: z.string(),
  /** ARN of the KMS key that encrypts storage, backups, Performance Insights and the master secret. */
  kmsKeyArn: z.string(),
});

/** Configuration of {@link Database}. */
export type DatabaseConfig = z.infer<typeof databaseSchema>;
