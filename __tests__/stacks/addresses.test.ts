import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Testing } from "cdktf";
import { Construct } from "constructs";
import { readConfiguration } from "../../config";
import { LayerStack } from "../../stacks/layer-stack";
import { stackOf, synthesize, type TerraformJson } from "../support/synthesis";

/**
 * Addresses of resources that hold data. Terraform destroys what changes its address: to rename one, add a `moved`
 * block from the old address (`resource.moveFromId(…)`), and the new address here.
 */
const addressesWithData = {
  "production-network": ["aws_vpc.network", "aws_subnet.network_private", "aws_subnet.network_database"],
  "production-data": [
    "aws_kms_key.data",
    "aws_db_instance.database",
    "aws_db_subnet_group.database_subnets",
    "aws_secretsmanager_secret.database_roles",
    "aws_secretsmanager_secret.api_keys",
    "aws_s3_bucket.logs",
  ],
  "production-cluster": ["aws_eks_cluster.cluster", "aws_kms_key.cluster_secrets"],
  "prod-bootstrap": [
    "aws_kms_key.state",
    "aws_s3_bucket.state_bucket",
    "aws_kms_key.images",
    "aws_ecr_repository.registry",
  ],
};

let stacks: Record<string, TerraformJson>;
beforeAll(() => {
  stacks = synthesize();
});

describe("the addresses of resources", () => {
  it.each(Object.entries(addressesWithData))("that hold data stay in %s", (name, addresses) => {
    const stack = stackOf(stacks, name);
    const moved = (stack.json["moved"] ?? []) as unknown as { from: string; to: string }[];
    const targets = new Map(moved.map(({ from, to }) => [from, to]));
    const present = addresses.map((address) => targets.get(address) ?? address);
    expect(stack.addresses()).toEqual(expect.arrayContaining(present));
  });

  it("that hold data are all listed", () => {
    const holdsData = /^aws_(vpc|db_instance|kms_key|s3_bucket|eks_cluster|ecr_repository)\./;
    const listed = Object.entries(addressesWithData).flatMap(([name, addresses]) =>
      addresses.map((address) => `${name} ${address}`),
    );
    const found = Object.keys(addressesWithData).flatMap((name) =>
      stackOf(stacks, name)
        .addresses()
        .filter((address) => holdsData.test(address))
        .map((address) => `${name} ${address}`),
    );
    expect(found.filter((address) => !listed.includes(address))).toEqual([]);
  });

  it("carry no hashes", () => {
    const all = Object.values(stacks).flatMap((stack) => stack.addresses());
    expect(all.filter((address) => /_[0-9A-F]{8}$/.test(address))).toEqual([]);
    expect(all.length).toBeGreaterThan(200);
  });

  describe("of one stack", () => {
    function emptyStack() {
      const account = readConfiguration().accounts["prod"];
      if (!account) {
        throw new Error("no account prod");
      }
      return new LayerStack(
        Testing.app(),
        "a-stack",
        { accountName: "prod", account, region: account.region },
        {},
      );
    }

    it("are refused where two resources of a type would have the same", () => {
      const stack = emptyStack();
      new Vpc(new Construct(stack, "a"), "b_c", { cidrBlock: "10.0.0.0/16" });
      new Vpc(new Construct(stack, "a_b"), "c", { cidrBlock: "10.1.0.0/16" });
      expect(() => Testing.synth(stack)).toThrow(
        "a-stack: a-stack/a/b_c and a-stack/a_b/c would both have the address aws_vpc.a_b_c",
      );
    });

    it("may be alike where the types differ", () => {
      const stack = emptyStack();
      new Vpc(new Construct(stack, "a"), "b_c", { cidrBlock: "10.0.0.0/16" });
      new SecurityGroup(new Construct(stack, "a_b"), "c", {});
      expect(Object.keys(JSON.parse(Testing.synth(stack)).resource)).toEqual([
        "aws_security_group",
        "aws_vpc",
      ]);
    });
  });
});
