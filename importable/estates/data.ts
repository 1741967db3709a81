import { databaseRoles } from "../../modules/app/database-roles";
import { nameEach } from "../../modules/kit/terms";
import { accountId, element, name, output, region, type EstateModule } from "./block";

const vpc_id = output("network", "vpc_id");
const client_security_group_id = output("network", "database_client_security_group_id");
const kms_key_arn = output("key", "kms_key_arn");

/** Network and domain, and all that keeps data. */
export const networkAndData: readonly EstateModule[] = [
  {
    label: "network",
    path: "network",
    values: { name, cidr: "10.40.0.0/16", availability_zones: ["us-east-1a", "us-east-1b"] },
  },
  { label: "domain", path: "domain", values: { name: "shop.example.com" } },
  {
    label: "key",
    path: "encryption-key",
    values: { alias: `alias/${name}-data`, description: "Data and images of the shop" },
  },
  {
    label: "registry",
    path: "registry",
    values: { repositories: { api: "shop-api" }, kms_key_arn },
  },
  {
    label: "registry_replication",
    path: "registry-replication",
    values: {
      repositories: { api: "shop-api" },
      destinations: { recovery: { account_id: "210987654321", region } },
    },
    after: ["registry"],
    reason: "Only images that are pushed later are copied",
  },
  {
    label: "registry_policy",
    path: "registry-policy",
    values: {
      sources: {
        staging: {
          account_id: "111122223333",
          repository_arns: [element("registry", "repository_arns", "api")],
        },
      },
    },
  },
  {
    label: "github_roles",
    path: "github-roles",
    values: {
      name: "shop-github",
      account_id: accountId,
      repository: { name: "example/shop-infrastructure" },
      images: {
        github_repository: { name: "example/shop" },
        workflow: "example/shop/.github/workflows/*@refs/heads/main",
        repository_arns: [element("registry", "repository_arns", "api")],
      },
      environments: { production: name },
      regions: [region],
      state_bucket_name: `shop-terraform-state-${accountId}-${region}`,
      state_kms_key_arn: kms_key_arn,
      image_kms_key_arn: kms_key_arn,
      plan_bucket_arns: [`arn:aws:s3:::${name}-*`],
      plan_secret_arns: [`arn:aws:secretsmanager:${region}:${accountId}:secret:${name}/database/*`],
    },
  },
  {
    label: "database_roles",
    path: "credentials",
    values: { names: nameEach(databaseRoles, "%s/database/%s", name), kms_key_arn },
  },
  {
    label: "grafana_credentials",
    path: "credentials",
    values: { names: { admin: `${name}/grafana/admin` }, kms_key_arn },
  },
  {
    label: "api_keys",
    path: "secrets",
    values: { names: { OPENAI_API_KEY: `${name}/api-keys/OPENAI_API_KEY` }, kms_key_arn },
  },
  {
    label: "logs",
    path: "bucket",
    values: { name: `${name}-logs-${accountId}-${region}`, kms_key_arn, noncurrent_version_days: 1 },
    after: ["key"],
    reason: "The key is destroyed only when the bucket is gone: without it, its objects cannot be read",
  },
  {
    label: "media",
    path: "file-system",
    values: {
      name: `${name}-media`,
      kms_key_arn,
      vpc_id,
      subnet_ids_by_zone: output("network", "private_subnet_ids_by_zone"),
      client_security_group_id,
    },
  },
  {
    label: "database",
    path: "database",
    values: {
      name,
      vpc_id,
      subnet_ids: output("network", "database_subnet_ids"),
      client_security_group_id,
      kms_key_arn,
    },
    after: ["database_roles", "grafana_credentials", "api_keys", "logs", "media"],
    reason: "While RDS refuses to delete the database, a destroy deletes none of the other data",
  },
];
