import type { z } from "zod";
import { Database, type databaseOptions } from "../../../modules/aws/database";
import { postgresql } from "../../../modules/versions";
import { synthesizeModule } from "../../support/modules";

const kmsKeyArn = "arn:aws:kms:us-east-1:123456789012:key/data";
const subnetIds = ["subnet-0a", "subnet-0b", "subnet-0c"];

const database = (options: z.input<typeof databaseOptions> = {}) =>
  synthesizeModule(Database, {
    name: "artist-test",
    vpcId: "vpc-0a",
    subnetIds,
    clientSecurityGroupId: "sg-0c",
    kmsKeyArn,
    ...options,
  });

const instance = (options?: z.input<typeof databaseOptions>) =>
  database(options).resource("aws_db_instance.database");

describe("a database", () => {
  it("encrypts storage, Performance Insights and the master secret with the given key", () => {
    expect(instance()).toMatchObject({
      storage_encrypted: true,
      kms_key_id: kmsKeyArn,
      performance_insights_enabled: true,
      performance_insights_kms_key_id: kmsKeyArn,
      master_user_secret_kms_key_id: kmsKeyArn,
    });
  });

  it.each([
    [399, undefined, undefined],
    [400, 12_000, 500],
  ])(
    "with %s GiB has %s IOPS and %s MiB/s of RDS: other values, or none, are refused",
    (size, iops, throughput) => {
      const { iops: given, storage_throughput } = instance({
        allocatedStorage: size,
        maxAllocatedStorage: 1000,
      });
      expect([given, storage_throughput]).toEqual([iops, throughput]);
    },
  );

  it("can be upgraded to the next major version", () => {
    expect(instance()).toMatchObject({
      engine_version: postgresql.engineVersion,
      allow_major_version_upgrade: true,
    });
  });

  it("has a master password that RDS generates and that is not in the state", () => {
    expect(instance().manage_master_user_password).toBe(true);
    expect(instance()).not.toHaveProperty("password");
    expect(database().outputs()["master_secret_arn"].value).toBe(
      "${aws_db_instance.database.master_user_secret[0].secret_arn}",
    );
  });

  it("refuses connections without TLS, with a parameter group for the version of the engine", () => {
    const group = database().resource("aws_db_parameter_group.database_parameters");
    expect(group.parameter).toContainEqual({ name: "rds.force_ssl", value: "1", apply_method: "immediate" });
    expect(group.family).toBe(`postgres${postgresql.engineVersion}`);
    // At an upgrade of PostgreSQL, the new group is created while the instance uses the old one.
    expect(group.name_prefix).toBe(`artist-test-${group.family}-`);
    expect(group).not.toHaveProperty("name");
    expect(group.lifecycle).toEqual({ create_before_destroy: true });
    expect(instance().parameter_group_name).toBe("${aws_db_parameter_group.database_parameters.name}");
  });

  it("is in the given subnets, and only members of the client security group can connect", () => {
    const json = database();
    expect(json.resource("aws_db_subnet_group.database_subnets").subnet_ids).toEqual(subnetIds);
    expect(instance()).toMatchObject({
      publicly_accessible: false,
      db_subnet_group_name: "${aws_db_subnet_group.database_subnets.name}",
      vpc_security_group_ids: ["${aws_security_group.database_security_group.id}"],
    });
    expect(json.resource("aws_security_group.database_security_group")).not.toHaveProperty("ingress");
    const rules = Object.values(json.resources("aws_vpc_security_group_ingress_rule"));
    expect(rules).toHaveLength(1);
    expect(rules[0]).toMatchObject({
      security_group_id: "${aws_security_group.database_security_group.id}",
      referenced_security_group_id: "sg-0c",
      ip_protocol: "tcp",
      from_port: 5432,
      to_port: 5432,
    });
    expect(Object.keys(rules[0]).filter((name) => /cidr|prefix_list/.test(name))).toEqual([]);
  });

  it.each([
    [undefined, true],
    [true, true],
    [false, false],
  ])("with deletionProtection %s is protected: %s, and has a final snapshot", (given, expected) => {
    expect(instance({ deletionProtection: given })).toMatchObject({
      deletion_protection: expected,
      skip_final_snapshot: false,
    });
  });

  it.each([
    [undefined, false],
    [true, false],
    [false, true],
  ])("with finalSnapshot %s is protected, and deleted without a final snapshot: %s", (given, expected) => {
    expect(instance({ finalSnapshot: given })).toMatchObject({
      deletion_protection: true,
      skip_final_snapshot: expected,
    });
  });

  it("names the final snapshot by an ID that changes only when the instance is replaced", () => {
    const json = database({ databaseName: "other", masterUsername: "master" });
    expect(json.resource("aws_db_instance.database").final_snapshot_identifier).toBe(
      "artist-test-final-${terraform_data.database_final_snapshot.id}",
    );
    // A change of one of these replaces the instance.
    expect(json.resource("terraform_data.database_final_snapshot")).toEqual({
      triggers_replace: { databaseName: "other", masterUsername: "master", kmsKeyArn },
    });
  });

  it("has the given sizes, and defaults for a production database", () => {
    const options = { allocatedStorage: 40, maxAllocatedStorage: 44, backupRetentionDays: 1, multiAz: false };
    expect(instance({ ...options, instanceClass: "db.m6i.large" })).toMatchObject({
      instance_class: "db.m6i.large",
      allocated_storage: 40,
      max_allocated_storage: 44,
      backup_retention_period: 1,
      multi_az: false,
    });
    expect(instance()).toMatchObject({ backup_retention_period: 14, multi_az: true });
  });

  it.each([
    [undefined, 90],
    [1, 1],
  ])("with logRetentionDays %s keeps each exported log for %s days", (logRetentionDays, days) => {
    const json = database({ logRetentionDays });
    expect(json.resource("aws_cloudwatch_log_group.database_logs")).toEqual({
      for_each: '${toset(["postgresql", "upgrade"])}',
      name: "/aws/rds/instance/artist-test/${each.value}",
      retention_in_days: days,
    });
    const { enabled_cloudwatch_logs_exports, depends_on } = json.resource("aws_db_instance.database");
    expect(enabled_cloudwatch_logs_exports).toEqual(["postgresql", "upgrade"]);
    // If a log group does not exist, RDS creates it without a retention.
    expect(depends_on).toContain("aws_cloudwatch_log_group.database_logs");
  });

  it.each([
    [undefined, false],
    [true, true],
  ])("with applyImmediately %s applies changes at once: %s", (applyImmediately, apply_immediately) => {
    expect(instance({ applyImmediately })).toMatchObject({ apply_immediately });
  });

  it("applies updates in a window that does not overlap the backup", () => {
    const minutes = (time = "") => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
    const { backup_window, maintenance_window } = instance();
    const [, backupEnd] = backup_window.split("-");
    const [maintenanceStart] = maintenance_window.replaceAll(/[a-z]+:/g, "").split("-");
    // RDS refuses windows that overlap.
    expect(minutes(maintenanceStart)).toBeGreaterThanOrEqual(minutes(backupEnd));
    expect(instance().auto_minor_version_upgrade).toBe(true);
  });
});
