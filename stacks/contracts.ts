import { Contract, list, map, number, text, type ContractValues } from "./contract";

/** What an account's ground gives to its stages. */
export const bootstrapContract = new Contract({
  state_bucket_name: text("Name of the S3 bucket that holds the states of the account"),
  state_kms_key_arn: text("ARN of the KMS key that encrypts the states"),
  repository_urls: map("URLs of the ECR repositories, by image name"),
});

/** What the network layer gives to the layers above it, and to other estates. */
export const networkContract = new Contract({
  vpc_id: text("ID of the VPC"),
  vpc_cidr: text("IPv4 CIDR block of the VPC"),
  availability_zones: list("Names of the availability zones"),
  public_subnet_ids: list("IDs of the subnets of load balancers"),
  public_subnet_cidrs: list("CIDR blocks of the subnets of load balancers"),
  private_subnet_ids: list("IDs of the subnets of nodes and pods"),
  database_subnet_ids: list("IDs of the subnets of databases"),
  database_subnet_cidrs: list("CIDR blocks of the subnets of databases"),
  database_client_security_group_id: text("ID of the security group whose wearers reach the database"),
});

/** What the data layer gives to the layers above it. */
export const dataContract = new Contract({
  kms_key_arn: text("ARN of the KMS key that encrypts the stage's data"),
  database_host: text("Host name of the database's writer"),
  database_port: number("TCP port of the database"),
  database_name: text("Name of the database"),
  database_master_secret_arn: text(
    "ARN of the secret in which RDS keeps the master user, for the roles Job alone",
  ),
  database_role_secret_names: map("Names of the secrets of the application's database roles, by role"),
  database_role_secrets_version: number("Version of the passwords of the application's database roles"),
  grafana_admin_secret_name: text("Name of the secret of Grafana's administrator"),
  api_key_secret_names: map("Names of the secrets of the third-party keys, by environment variable"),
  log_bucket_name: text("Name of the S3 bucket that holds Loki's chunks"),
  log_bucket_arn: text("ARN of the S3 bucket that holds Loki's chunks"),
});

/** What the cluster layer gives to the platform, and to other estates. */
export const clusterContract = new Contract({
  cluster_name: text("Name of the EKS cluster"),
  cluster_version: text("Kubernetes version of the cluster"),
  cluster_endpoint: text("URL of the Kubernetes API server"),
  cluster_certificate_authority_data: text("CA certificate of the API server, base64"),
  cluster_security_group_id: text("ID of the security group that EKS made for the cluster"),
  node_role_arn: text("ARN of the IAM role of the nodes"),
});

/** What the platform layer tells operators and other estates. */
export const platformContract = new Contract({
  application_namespace: text("Kubernetes namespace of the application"),
  application_release: text("Name of the Helm release of the application"),
  application_image: text("Image that the application runs"),
  monitoring_namespace: text("Kubernetes namespace of Prometheus, Grafana and Loki"),
});

/** Values of {@link bootstrapContract}. */
export type BootstrapContract = ContractValues<typeof bootstrapContract>;
/** Values of {@link networkContract}. */
export type NetworkContract = ContractValues<typeof networkContract>;
/** Values of {@link dataContract}. */
export type DataContract = ContractValues<typeof dataContract>;
/** Values of {@link clusterContract}. */
export type ClusterContract = ContractValues<typeof clusterContract>;
/** Values of {@link platformContract}. */
export type PlatformContract = ContractValues<typeof platformContract>;
