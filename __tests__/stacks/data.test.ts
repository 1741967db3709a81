import { readConfiguration } from "../../config";
import { allStacks, stackOf } from "../support/prepared";
import { connection, synthesize } from "../support/synthesis";
import type { TerraformJson } from "../support/terraform-json";

const stacks = allStacks();
const data = stackOf(stacks, "production-data");
const bootstrap = stackOf(stacks, "prod-bootstrap");

describe("the database of production", () => {
  it("has a standby, backups of 7 to 30 days and deletion protection", () => {
    const database = data.resource("aws_db_instance.database");
    expect(database).toMatchObject({ multi_az: true, deletion_protection: true });
    expect(database.backup_retention_period).toBeGreaterThanOrEqual(7);
    expect(database.backup_retention_period).toBeLessThanOrEqual(30);
  });

  it("is in the database subnets of the network layer, and admits its database-client security group, as the media do", () => {
    const output = (name: string) => `\${data.terraform_remote_state.network.outputs.${name}}`;
    expect(data.resource("aws_db_subnet_group.database_subnets").subnet_ids).toEqual(
      ["a", "b", "c"].map((letter) => output(`database_subnet_ids_by_zone["us-east-1${letter}"]`)),
    );
    const rules = Object.values(data.resources("aws_vpc_security_group_ingress_rule"));
    expect(rules.map((rule) => [rule.from_port, rule.to_port, rule.referenced_security_group_id])).toEqual(
      [5432, 2049].map((port) => [port, port, output("database_client_security_group_id")]),
    );
  });
});

describe("the secrets of production", () => {
  it("can be restored for 30 days", () => {
    const secrets = Object.values(data.resources("aws_secretsmanager_secret"));
    expect(secrets.map((secret) => secret.recovery_window_in_days)).toEqual([30, 30, 30]);
  });
});

describe("every bucket", () => {
  it("is destroyed only when it is empty, except where AWS is emulated", () => {
    const forced = Object.entries(stacks).flatMap(([name, stack]) =>
      Object.values(stack.resources("aws_s3_bucket")).flatMap(({ force_destroy }) =>
        force_destroy ? [name] : [],
      ),
    );
    expect(forced.sort()).toEqual(["emulator-bootstrap", "local-data"]);
  });
});

describe("every KMS key", () => {
  it("is rotated", () => {
    const keys = Object.values(stacks).flatMap((stack) => Object.values(stack.resources("aws_kms_key")));
    expect(keys.length).toBeGreaterThan(Object.keys(stacks).length / 2);
    expect(keys.filter((key) => key.enable_key_rotation !== true)).toEqual([]);
  });
});

describe("the bootstrap stack", () => {
  afterEach(() => {
    delete process.env["BOOTSTRAP_STATE"];
  });

  it("keeps its state in the bucket that it creates, or in a file with BOOTSTRAP_STATE=local", () => {
    const backend = (stack: TerraformJson) => Object.keys(stack.json["terraform"]?.["backend"] ?? {});
    expect(backend(bootstrap)).toEqual(["s3"]);
    expect(bootstrap.json["terraform"]?.["backend"]?.["s3"].bucket).toBe(
      bootstrap.resource("aws_s3_bucket.state_bucket").bucket,
    );
    process.env["BOOTSTRAP_STATE"] = "local";
    const local = synthesize(readConfiguration(connection));
    expect(backend(stackOf(local, "prod-bootstrap"))).toEqual(["local"]);
    expect(backend(stackOf(local, "production-network"))).toEqual(["s3"]);
  });
});
