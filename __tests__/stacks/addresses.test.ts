import { listed } from "../../local/aws/inventory.json";
import { allStacks, configurations, stackOf } from "../support/prepared";

/**
 * Addresses of resources that hold data. Terraform destroys a resource whose address changes: to rename one, add a `moved`
 * block from the old address (`resource.moveFromId(…)`), and the new address here.
 */
const addressesWithData = {
  "production-network": [
    "aws_vpc.network",
    "aws_subnet.network_private",
    "aws_subnet.network_database",
    // A new zone has other name servers.
    "aws_route53_zone.domain",
  ],
  "production-data": [
    "aws_kms_key.data",
    "aws_db_instance.database",
    "aws_db_subnet_group.database_subnets",
    "aws_cloudwatch_log_group.database_logs",
    "aws_secretsmanager_secret.database_roles",
    "aws_secretsmanager_secret.api_keys",
    "aws_secretsmanager_secret.grafana",
    "aws_s3_bucket.logs",
    "aws_efs_file_system.media",
    "aws_efs_access_point.media_access_point",
  ],
  "production-cluster": [
    "aws_eks_cluster.cluster",
    "aws_kms_key.cluster_secrets",
    "aws_cloudwatch_log_group.cluster_logs",
  ],
  "prod-bootstrap": [
    "aws_kms_key.state",
    "aws_s3_bucket.state_bucket",
    "aws_kms_key.images",
    "aws_ecr_repository.registry",
  ],
};

/** Types of the inventory that Terraform can replace without loss of data. A new type holds data unless it is here. */
const typesWithoutData = [
  "aws_subnet",
  "aws_internet_gateway",
  "aws_nat_gateway",
  "aws_eip",
  "aws_route_table",
  "aws_security_group",
  "aws_vpc_endpoint",
  "aws_launch_template",
  "aws_db_parameter_group",
  "aws_db_subnet_group",
  "aws_kms_alias",
  "aws_cloudwatch_metric_alarm",
  "aws_cloudwatch_event_rule",
  "aws_sns_topic",
  "aws_acm_certificate",
  "aws_sqs_queue",
  "aws_iam_role",
  "aws_iam_instance_profile",
  "aws_instance",
  "aws_iam_policy",
  "aws_iam_openid_connect_provider",
];

const stacks = allStacks();

describe("the addresses of resources that hold data", () => {
  it.each(Object.entries(addressesWithData))("do not change in %s", (name, addresses) => {
    const stack = stackOf(stacks, name);
    const moved = (stack.json["moved"] ?? []) as unknown as { from: string; to: string }[];
    const targets = new Map(moved.map(({ from, to }) => [from, to]));
    const present = addresses.map((address) => targets.get(address) ?? address);
    expect(stack.addresses()).toEqual(expect.arrayContaining(present));
  });

  it("are all listed", () => {
    const typesWithData = Object.keys(listed).filter((type) => !typesWithoutData.includes(type));
    const known = Object.entries(addressesWithData).flatMap(([name, addresses]) =>
      addresses.map((address) => `${name} ${address}`),
    );
    const found = Object.keys(addressesWithData).flatMap((name) =>
      stackOf(stacks, name)
        .addresses()
        .filter((address) => typesWithData.includes(address.split(".")[0] ?? ""))
        .map((address) => `${name} ${address}`),
    );
    // If this fails: list the address above, or the type in typesWithoutData.
    expect(found.filter((address) => !known.includes(address))).toEqual([]);
  });
});

describe.each(configurations())("the addresses of %s", (_, synthesis) => {
  it("have no hashes", () => {
    const all = Object.values(synthesis.stacks).flatMap((stack) => stack.addresses());
    expect(all.filter((address) => /_[0-9A-F]{8}$/.test(address))).toEqual([]);
    expect(all.length).toBeGreaterThan(200);
  });
});
