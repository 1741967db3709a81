import { localAdministrators } from "../../config";
import { call, modules } from "./call";
import { TerraformConfiguration, providersOf } from "./configuration";

/** A Terraform configuration of a consumer: it has nothing of this project but the imported modules. */
export const consumer = () =>
  new TerraformConfiguration().write("providers.tf.json", providersOf("local-network"));

/** A VPC with two subnets, without a module. */
export const networkByHand = `resource "aws_vpc" "own" {
  cidr_block = "172.22.0.0/16"
}

resource "aws_subnet" "own" {
  for_each          = { us-east-1a = "172.22.0.0/20", us-east-1b = "172.22.16.0/20" }
  vpc_id            = aws_vpc.own.id
  availability_zone = each.key
  cidr_block        = each.value
}

output "vpc" {
  value = aws_vpc.own.id
}

output "a" {
  value = aws_subnet.own["us-east-1a"].id
}

output "b" {
  value = aws_subnet.own["us-east-1b"].id
}
`;

/** A VPC without a module; in it a cluster with nodes and a database from modules; two registries; two buckets. */
export function mixedConfiguration(): string {
  const text = (value: string) => `\${${value}}`;
  const ids = ["a", "b"].map((zone) => text(`local.subnet_${zone}`));
  const key = text("module.key.kms_key_arn");
  return [
    `resource "aws_vpc" "own" {
  cidr_block = "172.21.0.0/16"
}

resource "aws_subnet" "own" {
  for_each          = { us-east-1a = 0, us-east-1b = 1 }
  vpc_id            = aws_vpc.own.id
  availability_zone = each.key
  cidr_block        = cidrsubnet(aws_vpc.own.cidr_block, 8, each.value)
}

locals {
  subnet_a = aws_subnet.own["us-east-1a"].id
  subnet_b = aws_subnet.own["us-east-1b"].id
}

resource "aws_security_group" "own" {
  name   = "own"
  vpc_id = aws_vpc.own.id
}

module "bucket" {
  for_each    = toset(["one", "two"])
  source      = "${modules}/bucket"
  name        = "consumer-\${each.key}"
  kms_key_arn = module.key.kms_key_arn
}
`,
    call("encryption-key", { alias: "alias/consumer", description: "All data of the consumer" }, "key"),
    ...["first", "second"].map((label) =>
      call("registry", { repositories: { image: `${label}-image` }, kmsKeyArn: key }, label),
    ),
    call(
      "cluster",
      {
        name: "consumer",
        vpcId: text("aws_vpc.own.id"),
        subnetIds: ids,
        administrators: Object.fromEntries(localAdministrators.map((arn) => [arn, arn])),
      },
      "cluster",
    ),
    call(
      "node-group",
      {
        name: "consumer-nodes",
        clusterName: text("module.cluster.cluster_name"),
        subnetIds: ids,
        securityGroupIds: [text("module.cluster.cluster_security_group_id")],
      },
      "nodes",
    ),
    call(
      "database",
      {
        name: "consumer",
        deletionProtection: false,
        finalSnapshot: false,
        vpcId: text("aws_vpc.own.id"),
        subnetIds: ids,
        clientSecurityGroupId: text("aws_security_group.own.id"),
        kmsKeyArn: key,
      },
      "database",
    ),
    call(
      "credentials",
      { names: { app: "consumer/app" }, kmsKeyArn: key, recoveryWindowDays: 0 },
      "credentials",
    ),
    call("secrets", { names: { KEY: "consumer/key" }, kmsKeyArn: key, recoveryWindowDays: 0 }, "secrets"),
    call(
      "cluster-addons",
      { clusterName: text("module.cluster.cluster_name"), versions: { coredns: "v1.13.2-eksbuild.1" } },
      "addons",
    ),
    call(
      "pod-identity",
      {
        name: "consumer-reader",
        clusterName: text("module.cluster.cluster_name"),
        namespace: "default",
        serviceAccount: "reader",
        policies: {
          read: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:GetCallerIdentity","Resource":"*"}]}',
        },
      },
      "reader",
    ),
  ]
    .join("\n")
    .replaceAll("$${", "${");
}
