import { readConfiguration } from "../../config";
import { allStacks, stackOf } from "../support/prepared";
import { connection, synthesize } from "../support/synthesis";
import type { TerraformJson } from "../support/terraform-json";

const stacks = allStacks();
const data = stackOf(stacks, "production-data");
const bootstrap = stackOf(stacks, "prod-bootstrap");

describe("the database", () => {
  it("follows the production guide: Multi-AZ, backups of 7 to 30 days, protected, encrypted, private", () => {
    const database = data.resource("aws_db_instance.database");
    expect(database).toMatchObject({
      engine: "postgres",
      instance_class: "db.t3.medium",
      multi_az: true,
      deletion_protection: true,
      storage_encrypted: true,
      publicly_accessible: false,
      storage_type: "gp3",
    });
    expect(database.backup_retention_period).toBeGreaterThanOrEqual(7);
    expect(database.backup_retention_period).toBeLessThanOrEqual(30);
    expect(database.db_subnet_group_name).toContain("aws_db_subnet_group.database_subnets");
    expect(data.resource("aws_db_subnet_group.database_subnets").subnet_ids).toContain("database_subnet_ids");
  });

  it("forces TLS, by a parameter group that it uses", () => {
    const group = data.resource("aws_db_parameter_group.database_parameters");
    expect(group.parameter).toContainEqual({ name: "rds.force_ssl", value: "1", apply_method: "immediate" });
    expect(data.resource("aws_db_instance.database").parameter_group_name).toContain("database_parameters");
  });

  it("lets in the database-client group of the network layer alone, on its port", () => {
    const rules = Object.values(data.resources("aws_vpc_security_group_ingress_rule"));
    expect(rules).toHaveLength(1);
    expect(rules[0]).toMatchObject({ from_port: 5432, to_port: 5432, ip_protocol: "tcp" });
    expect(rules[0].referenced_security_group_id).toBe(
      "${data.terraform_remote_state.network.outputs.database_client_security_group_id}",
    );
    expect(rules[0]).not.toHaveProperty("cidr_ipv4");
    expect(Object.keys(data.resources("aws_security_group_rule"))).toEqual([]);
    for (const group of Object.values(data.resources("aws_security_group"))) {
      expect(group).not.toHaveProperty("ingress");
    }
  });
});

describe("the secrets", () => {
  it("have a container for each third-party key, under the stage's own prefix, without a value", () => {
    const { for_each } = data.resource("aws_secretsmanager_secret.api_keys");
    expect(for_each["OPENAI_API_KEY"]).toBe("artist-production/api-keys/OPENAI_API_KEY");
    expect(Object.keys(for_each)).toHaveLength(12);
    const versions = Object.values(data.resources("aws_secretsmanager_secret_version"));
    expect(versions.filter(({ secret_id }) => secret_id.includes("api_keys"))).toEqual([]);
  });

  it("can be restored for 30 days in production", () => {
    for (const secret of Object.values(data.resources("aws_secretsmanager_secret"))) {
      expect(secret.recovery_window_in_days).toBe(30);
      expect(secret.kms_key_id).toBe("${aws_kms_key.data.arn}");
    }
  });
});

describe("every bucket", () => {
  it("is versioned, encrypted with KMS, reached over TLS alone, closed to the public, and forgets old versions", () => {
    for (const stack of [data, bootstrap]) {
      const names = Object.keys(stack.resources("aws_s3_bucket"));
      expect(names).toHaveLength(1);
      for (const name of names) {
        const of = (type: string, suffix: string) => stack.resource(`${type}.${name}_${suffix}`);
        expect(of("aws_s3_bucket_versioning", "versioning").versioning_configuration.status).toBe("Enabled");
        const [encryption] = of("aws_s3_bucket_server_side_encryption_configuration", "encryption").rule;
        expect(encryption.apply_server_side_encryption_by_default.sse_algorithm).toBe("aws:kms");
        expect(of("aws_s3_bucket_public_access_block", "public_access")).toMatchObject({
          block_public_acls: true,
          block_public_policy: true,
          ignore_public_acls: true,
          restrict_public_buckets: true,
        });
        const [rule] = of("aws_s3_bucket_lifecycle_configuration", "lifecycle").rule;
        expect(rule.expiration).toEqual([{ expired_object_delete_marker: true }]);
        expect(rule.noncurrent_version_expiration[0].noncurrent_days).toBeGreaterThan(0);
        expect(of("aws_s3_bucket_policy", "policy").policy).toContain(`${name}_tls_only.json`);
        const [statement] = stack.statements(`${name}_tls_only`);
        expect(statement).toMatchObject({
          effect: "Deny",
          actions: ["s3:*"],
          condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
        });
      }
    }
  });

  it("keeps its objects when it is destroyed by mistake, but for the machine-local stage", () => {
    const forced = Object.entries(stacks).flatMap(([name, stack]) =>
      Object.values(stack.resources("aws_s3_bucket")).flatMap(({ force_destroy }) =>
        force_destroy ? [name] : [],
      ),
    );
    expect(forced.sort()).toEqual(["emulator-bootstrap", "local-data"]);
  });
});

describe("the image repositories", () => {
  it("have tags that cannot be moved, a scan at each push, encryption and a bounded number of images", () => {
    expect(bootstrap.resource("aws_ecr_repository.registry")).toMatchObject({
      for_each: '${toset(["ai-artist-api"])}',
      image_tag_mutability: "IMMUTABLE",
      image_scanning_configuration: { scan_on_push: true },
      encryption_configuration: [{ encryption_type: "KMS", kms_key: "${aws_kms_key.images.arn}" }],
    });
    expect(bootstrap.resource("aws_ecr_lifecycle_policy.registry_lifecycle").policy).toContain(
      "imageCountMoreThan",
    );
  });
});

describe("every KMS key", () => {
  it("is rotated", () => {
    for (const stack of Object.values(stacks)) {
      for (const key of Object.values(stack.resources("aws_kms_key"))) {
        expect(key).toMatchObject({ enable_key_rotation: true, deletion_window_in_days: 30 });
      }
    }
  });
});

describe("the bootstrap stack", () => {
  afterEach(() => {
    delete process.env["BOOTSTRAP_STATE"];
  });

  it("keeps its state in the bucket that it makes, and in a file when it is told to", () => {
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
