import { readFileSync } from "node:fs";
import { localAdministrators } from "../../config";
import { estates, type Estate } from "../../importable/estates";
import { estateBlocks } from "../../importable/estates/root";
import type { Block } from "../support/terraform-json";
import { call, modules } from "./call";
import { TerraformConfiguration, providersOf } from "./configuration";

/** A Terraform configuration of a consumer: it has nothing of this project but the imported modules. */
export const consumer = () =>
  new TerraformConfiguration().write("providers.tf.json", providersOf("local-network"));

const administrators = Object.fromEntries(localAdministrators.map((arn) => [arn, arn]));

/** Inputs with which examples/estate can be destroyed at once, with administrators that the emulated account has. */
const estateInputs = {
  cluster: { administrators },
  database: { deletion_protection: false, final_snapshot: false },
  ...Object.fromEntries(
    ["database_roles", "grafana_credentials", "api_keys"].map((label) => [
      label,
      { recovery_window_days: 0 },
    ]),
  ),
};

const providersOfModule = (path: string): string[] => {
  const { terraform } = JSON.parse(readFileSync(`${modules}/${path}/versions.tf.json`, "utf8")) as Block;
  return Object.keys(terraform.required_providers as Block);
};

const needsOnlyAws = (path: string) => providersOfModule(path).every((provider) => provider === "aws");

/** The part of examples/estate that needs no access to the cluster; its names begin with `shop`. */
export function estateInAws(): { readonly text: string; readonly labels: readonly string[] } {
  const estate = estates.find(({ name }) => name === "estate") as Estate;
  const options = {
    source: (path: string) => `${modules}/${path}`,
    includes: needsOnlyAws,
    inputs: estateInputs,
  };
  const labels = estate.modules.filter(({ path }) => needsOnlyAws(path)).map(({ label }) => label);
  return { text: estateBlocks(estate, options), labels };
}

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

/** A VPC without a module; in it a cluster and a database from modules; two registries; two buckets. */
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
        administrators,
      },
      "cluster",
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
  ]
    .join("\n")
    .replaceAll("$${", "${");
}
