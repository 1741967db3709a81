import { z } from "zod";
import { clientCidr, namedClients, pattern, ruled, securityGroupId, wholeNumber } from "../../kit/rules";
import { weekdays } from "../../kit/windows";
import { postgresql } from "../../versions";
import { defaultParameters } from "./parameters";

/**
 * GiB from which RDS stripes gp3 storage over volumes. Only then IOPS and throughput can be chosen, and it needs them.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage
 */
export const stripedFrom = 400;

const gp3 = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage";

/** A time of each day or week in UTC. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html */
const window = (source: RegExp, accepted: string, duration: string, maximum: number, example: string) =>
  ruled(pattern(source, accepted, example), `${accepted}, that lasts ${duration}`, {
    kind: "window",
    minimum: 30,
    maximum,
  });

const time = "([01][0-9]|2[0-3]):[0-5][0-9]";
const day = `(${weekdays.join("|")})`;

/** Inputs of a database that only users of the importable module have; a stage has the defaults. */
export const databaseInputs = {
  engineVersion: pattern(
    /^(1[3-9]|[2-9][0-9])([.][1-9]?[0-9])?$/,
    "a version of PostgreSQL from 13: the major one, such as 17, or with the minor one, such as 17.6",
    "17",
  )
    .default(postgresql.engineVersion)
    .describe(
      "[Version of PostgreSQL](https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-versions.html). With a major version, such as `17`, RDS installs new minor versions in the maintenance window. With `17.6`, the instance keeps that version. The family of the parameter group follows from it. A higher major version upgrades the instance",
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
