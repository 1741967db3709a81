/** When a value of an attribute protects less. */
export interface ProtectionFact {
  readonly kind: "protection" | "network";
  /**
   * `number`: a lower one protects less. `list`: without a value of it. `key`: without a key, or with another one, whose
   * policy is not known here. Otherwise the values, from the weakest to the strongest.
   */
  readonly order: "number" | "list" | "key" | readonly (string | boolean)[];
  /** What AWS uses if the attribute is not set. @default the weakest */
  readonly unset?: string | number | boolean;
  /** A number that is more than all others. */
  readonly unlimited?: number;
  /** Whether the creation of the resource is compared with the strongest value, because it opens something. @default false */
  readonly exposes?: true;
  /** Whether the resource exists only for this: without it, the value is the one that is not set. @default false */
  readonly wholeResource?: true;
}

const on: ProtectionFact = { kind: "protection", order: [false, true] };
const off: ProtectionFact = { kind: "protection", order: [true, false], unset: false };
const number: ProtectionFact = { kind: "protection", order: "number" };
const list: ProtectionFact = { kind: "protection", order: "list" };
const key: ProtectionFact = { kind: "protection", order: "key" };
const exposed: ProtectionFact = { kind: "network", order: [true, false], unset: false, exposes: true };
const forever: ProtectionFact = { ...number, unset: 0, unlimited: 0 };
const blocked: ProtectionFact = { kind: "network", order: [false, true], wholeResource: true };

/** By the name of the attribute in any type and block, or by type and path where the name alone does not say it. */
export const protectionFacts: Readonly<Record<string, ProtectionFact>> = {
  // Deletion.
  deletion_protection: on,
  enable_deletion_protection: on,
  deletion_protection_enabled: on,
  disable_api_termination: on,
  force_destroy: off,
  force_delete: off,
  skip_final_snapshot: off,
  recovery_window_in_days: { ...number, unset: 30 },
  deletion_window_in_days: { ...number, unset: 30 },

  // Backups, retention and copies.
  backup_retention_period: { ...number, unset: 0 },
  delete_automated_backups: { ...off, unset: true },
  multi_az: on,
  retention_in_days: forever,
  performance_insights_retention_period: { ...number, unset: 7 },
  message_retention_seconds: { ...number, unset: 345_600 },
  noncurrent_days: { ...number, unlimited: 0, unset: 0, wholeResource: true },
  "aws_s3_bucket_lifecycle_configuration.rule.expiration.days": {
    ...number,
    unlimited: 0,
    unset: 0,
    wholeResource: true,
  },
  "aws_s3_bucket_versioning.versioning_configuration.status": {
    kind: "protection",
    order: ["Disabled", "Suspended", "Enabled"],
    wholeResource: true,
  },
  "aws_efs_backup_policy.backup_policy.status": {
    kind: "protection",
    order: ["DISABLED", "ENABLED"],
    wholeResource: true,
  },
  image_tag_mutability: { kind: "protection", order: ["MUTABLE", "IMMUTABLE"] },

  // Encryption.
  encrypted: on,
  storage_encrypted: on,
  at_rest_encryption_enabled: on,
  transit_encryption_enabled: on,
  sqs_managed_sse_enabled: on,
  enable_key_rotation: on,
  kms_key: key,
  kms_key_id: key,
  kms_key_arn: key,
  kms_master_key_id: key,
  key_arn: key,
  master_user_secret_kms_key_id: key,
  performance_insights_kms_key_id: key,
  sse_algorithm: {
    kind: "protection",
    order: ["AES256", "aws:kms", "aws:kms:dsse"],
    wholeResource: true,
  },
  "aws_eks_cluster.encryption_config.resources": list,
  encryption_type: { kind: "protection", order: ["AES256", "KMS", "KMS_DSSE"] },
  manage_master_user_password: on,

  // Logs and checks.
  enabled_cloudwatch_logs_exports: list,
  enabled_cluster_log_types: list,
  enable_logging: { ...on, unset: true },
  "aws_lb.access_logs.enabled": on,
  "aws_s3_bucket_logging.target_bucket": { ...key, wholeResource: true },
  "aws_flow_log.log_destination": { ...key, wholeResource: true },
  scan_on_push: on,
  http_tokens: { kind: "protection", order: ["optional", "required"] },

  // Public access.
  publicly_accessible: exposed,
  associate_public_ip_address: exposed,
  map_public_ip_on_launch: exposed,
  "aws_lb.internal": { kind: "network", order: [false, true], exposes: true },
  block_public_acls: blocked,
  block_public_policy: blocked,
  ignore_public_acls: blocked,
  restrict_public_buckets: blocked,
  "aws_s3_bucket_ownership_controls.rule.object_ownership": {
    kind: "network",
    order: ["ObjectWriter", "BucketOwnerPreferred", "BucketOwnerEnforced"],
    wholeResource: true,
  },
};

/** The fact about an attribute; `path` has its name at the end. */
export function protectionFact(type: string, path: readonly string[]): ProtectionFact | undefined {
  const names = [[type, ...path].join("."), path.at(-1) ?? ""];
  return names
    .map((name) => (Object.hasOwn(protectionFacts, name) ? protectionFacts[name] : undefined))
    .find(Boolean);
}
