import type { FailedCheck } from "./failed-check";

/** A check of Checkov that some resources do not pass, and why. */
export interface Exception {
  readonly id: string;
  /** Addresses without the keys of instances. */
  readonly addresses: readonly string[];
  /** The stack, if the resource passes the check in the others. */
  readonly stack?: string;
  readonly reason: string;
}

const keyPolicy = "In the policy of a KMS key, `*` is this key; Checkov does not know that it is one.";

/** Every check that does not pass on purpose. */
export const exceptions: readonly Exception[] = [
  ...["CKV_AWS_109", "CKV_AWS_111", "CKV_AWS_356"].map((id) => ({
    id,
    addresses: ["data.aws_iam_policy_document.github_roles_boundary_policy"],
    reason:
      "What a stage may do at all is at the level of services; oracles/iam/delivery has what it may not.",
  })),
  {
    id: "CKV_AWS_356",
    addresses: ["data.aws_iam_policy_document.github_roles_plan_policy"],
    reason: "A plan reads the attributes of all resources, and no data: oracles/iam/delivery.",
  },
  {
    id: "CKV_AWS_339",
    addresses: ["aws_eks_cluster.cluster"],
    reason:
      "The pinned Checkov does not know Kubernetes 1.36; eks-versions.test.ts checks the release calendar of EKS.",
  },
  {
    id: "CKV2_AWS_5",
    addresses: ["aws_security_group.network_database_client"],
    reason: "The nodes of the cluster stack are members of the group; Checkov reads each stack separately.",
  },
  {
    id: "CKV2_AWS_11",
    addresses: ["aws_vpc.network"],
    reason: "CloudWatch charges for each GB of flow logs, and nothing here reads them.",
  },
  {
    id: "CKV2_AWS_38",
    addresses: ["aws_route53_zone.domain"],
    reason:
      "DNSSEC needs a record at the parent domain, which somebody else manages; without it the host is lost.",
  },
  {
    id: "CKV2_AWS_39",
    addresses: ["aws_route53_zone.domain"],
    reason: "Nothing here reads logs of DNS queries.",
  },
  {
    id: "CKV2_AWS_57",
    addresses: [
      "aws_secretsmanager_secret.api_keys",
      "aws_secretsmanager_secret.database_roles",
      "aws_secretsmanager_secret.grafana",
    ],
    reason:
      "Keys of other companies are issued by these; a rotation of the passwords would need a Lambda function.",
  },
  {
    id: "CKV2_AWS_62",
    addresses: ["aws_s3_bucket.state_bucket", "aws_s3_bucket.logs"],
    reason: "Nothing reacts to the events of these buckets.",
  },
  {
    id: "CKV2_AWS_64",
    addresses: ["aws_kms_key.images", "aws_kms_key.state", "aws_kms_key.data", "aws_kms_key.cluster_secrets"],
    reason: "KMS gives a key without a policy its default policy, which leaves the decision to IAM.",
  },
  {
    id: "CKV2_AWS_71",
    addresses: ["aws_acm_certificate.domain_certificate"],
    reason:
      "Another host of the domain, in an Ingress, then needs no other certificate; the key never leaves ACM.",
  },
  {
    id: "CKV_AWS_18",
    addresses: ["aws_s3_bucket.state_bucket", "aws_s3_bucket.logs"],
    reason: "Access logs need one more bucket; CloudTrail can record data events of both buckets instead.",
  },
  {
    id: "CKV_AWS_109",
    addresses: ["data.aws_iam_policy_document.alerts_key_policy"],
    reason: keyPolicy,
  },
  {
    id: "CKV_AWS_111",
    addresses: ["data.aws_iam_policy_document.alerts_key_policy"],
    reason: keyPolicy,
  },
  {
    id: "CKV_AWS_111",
    addresses: ["data.aws_iam_policy_document.access_instance_sessions"],
    reason: "The actions of ssmmessages support no resource ARN.",
  },
  {
    id: "CKV_AWS_118",
    addresses: ["aws_db_instance.database"],
    reason: "CloudWatch and Performance Insights have the metrics; Enhanced Monitoring needs one more role.",
  },
  {
    id: "CKV_AWS_126",
    addresses: ["aws_instance.access_instance"],
    reason: "The instance only forwards connections of administrators; no alarm reads its metrics.",
  },
  {
    id: "CKV_AWS_135",
    addresses: ["aws_instance.access_instance"],
    reason: "A t4g instance is optimized for EBS by default, and this cannot be switched off.",
  },
  {
    id: "CKV_AWS_144",
    addresses: ["aws_s3_bucket.state_bucket", "aws_s3_bucket.logs"],
    reason: "A stage is in one region; versioning keeps what is overwritten or deleted.",
  },
  {
    id: "CKV_AWS_157",
    addresses: ["aws_db_instance.database"],
    stack: "staging-data",
    reason: "A standby doubles the price, and staging has no availability to keep.",
  },
  {
    id: "CKV_AWS_158",
    addresses: ["aws_cloudwatch_log_group.cluster_logs", "aws_cloudwatch_log_group.database_logs"],
    reason: "CloudWatch Logs always encrypts with a key of its own.",
  },
  {
    id: "CKV_AWS_161",
    addresses: ["aws_db_instance.database"],
    reason: "The application authenticates with passwords of Secrets Manager, over TLS.",
  },
  {
    id: "CKV_AWS_338",
    addresses: ["aws_cloudwatch_log_group.cluster_logs", "aws_cloudwatch_log_group.database_logs"],
    reason: "The retention is an option of a stage; nothing here requires a year.",
  },
  {
    id: "CKV_AWS_356",
    addresses: ["data.aws_iam_policy_document.alerts_key_policy"],
    reason: keyPolicy,
  },
  {
    id: "CKV_AWS_356",
    addresses: [
      "data.aws_iam_policy_document.access_instance_sessions",
      "data.aws_iam_policy_document.load_balancer_controller_policy",
    ],
    reason:
      "The actions support no resource ARN, or AWS names the resource only when it makes it; oracles/iam tests what is allowed.",
  },
  {
    id: "CKV_AWS_394",
    addresses: ["data.aws_availability_zones.network_usable"],
    reason:
      "The subnets are in the zones of the configuration; the data source only checks that these exist.",
  },
];

/** Whether a check fails on purpose. */
export const isExcepted = ({ stack, address, id }: FailedCheck) =>
  exceptions.some(
    (exception) =>
      exception.id === id &&
      exception.addresses.includes(address) &&
      (exception.stack === undefined || exception.stack === stack),
  );
