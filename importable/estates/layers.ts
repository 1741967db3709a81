import { accountId, administrators, element, name, output, region, type EstateModule } from "./block";

const vpc_id = output("network", "vpc_id");
const database_client_security_group_id = output("network", "database_client_security_group_id");

/** The same estate from the layers: each is created after the whole layers whose outputs it uses. */
export const layers: readonly EstateModule[] = [
  {
    label: "bootstrap",
    path: "layers/bootstrap",
    values: {
      project: "shop",
      state_bucket_name: `shop-terraform-state-${accountId}-${region}`,
      state_key_alias: "alias/shop-terraform-state",
      registry: { repositories: { api: "shop-api" } },
    },
  },
  {
    label: "network",
    path: "layers/network",
    values: {
      name,
      cidr: "10.40.0.0/16",
      availability_zones: ["us-east-1a", "us-east-1b"],
      domain: { name: "shop.example.com" },
    },
  },
  {
    label: "data",
    path: "layers/data",
    values: {
      name,
      vpc_id,
      database_subnet_ids: output("network", "database_subnet_ids"),
      database_client_security_group_id,
      private_subnet_ids_by_zone: output("network", "private_subnet_ids_by_zone"),
      log_bucket_name: `${name}-logs-${accountId}-${region}`,
      secrets: { api_keys: ["OPENAI_API_KEY"] },
    },
  },
  {
    label: "cluster",
    path: "layers/cluster",
    values: {
      name,
      vpc_id,
      subnet_ids: output("network", "private_subnet_ids"),
      database_client_security_group_id,
      administrators,
      access_instance: { enabled: true },
    },
  },
  {
    label: "platform",
    path: "layers/platform",
    values: {
      name,
      region,
      account_id: accountId,
      cluster_name: output("cluster", "cluster_name"),
      vpc_id,
      nodes: {
        role_arn: output("cluster", "karpenter_node_role_arn"),
        instance_profile_name: output("cluster", "karpenter_instance_profile_name"),
        queue_name: output("cluster", "karpenter_queue_name"),
        queue_arn: output("cluster", "karpenter_queue_arn"),
        subnet_ids: output("network", "private_subnet_ids"),
        security_group_ids: [
          output("cluster", "cluster_security_group_id"),
          database_client_security_group_id,
        ],
      },
      kms_key_arn: output("data", "kms_key_arn"),
      grafana_admin_secret_name: output("data", "grafana_admin_secret_name"),
      log_bucket_name: output("data", "log_bucket_name"),
      log_bucket_arn: output("data", "log_bucket_arn"),
      domain_name: output("network", "domain_name"),
      hosted_zone_id: output("network", "hosted_zone_id"),
      certificate_arn: output("network", "certificate_arn"),
      image_repository_url: element("bootstrap", "repository_urls", "api"),
      database: {
        host: output("data", "database_host"),
        port: output("data", "database_port"),
        name: output("data", "database_name"),
        master_secret_arn: output("data", "database_master_secret_arn"),
        role_secret_names: output("data", "database_role_secret_names"),
        role_secrets_version: output("data", "database_role_secrets_version"),
        subnet_cidrs: output("network", "database_subnet_cidrs"),
      },
      api_key_secret_names: output("data", "api_key_secret_names"),
      media_volume_handle: output("data", "media_volume_handle"),
      media_file_system_arn: output("data", "media_file_system_arn"),
      media_access_point_arn: output("data", "media_access_point_arn"),
      public_subnet_ids: output("network", "public_subnet_ids"),
      public_subnet_cidrs: output("network", "public_subnet_cidrs"),
      application: { image_tag: "1.0.0", host: "api.shop.example.com" },
    },
  },
];
