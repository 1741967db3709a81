import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { z } from "zod";
import { Database, databaseSchema } from "../../../modules/aws/database";
import { staticParameters } from "../../../modules/aws/database/parameters";
import { areApart, parseWindow } from "../../../modules/kit/windows";
import { postgresql } from "../../../modules/versions";
import { findPostgresql } from "../../charts/postgresql";
import { synthesizeModule } from "../../support/modules";

const kmsKeyArn = "arn:aws:kms:us-east-1:123456789012:key/data";
const subnetIds = ["subnet-0a", "subnet-0b", "subnet-0c"];

type Options = Partial<z.input<typeof databaseSchema>>;

const database = (options: Options = {}) =>
  synthesizeModule(Database, {
    name: "artist-test",
    vpcId: "vpc-0a",
    subnetIds,
    clientSecurityGroupId: "sg-0c",
    kmsKeyArn,
    ...options,
  });

const instance = (options?: Options) => database(options).resource("aws_db_instance.database");

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

  it.each([
    ["17", "postgres17", true],
    ["18", "postgres18", true],
    // With automatic upgrades, each plan would go back to 16.9.
    ["16.9", "postgres16", false],
  ])(
    "of version %s has the family %s, and automatic minor upgrades: %s",
    (engineVersion, family, isAutomatic) => {
      const json = database({ engineVersion });
      expect(json.resource("aws_db_parameter_group.database_parameters").family).toBe(family);
      expect(json.resource("aws_db_instance.database")).toMatchObject({
        engine_version: engineVersion,
        auto_minor_version_upgrade: isAutomatic,
      });
    },
  );

  it("has the given parameters beside the defaults, and static ones after a reboot", () => {
    const parameters = { log_min_duration_statement: "250", max_connections: "300" };
    const group = database({ parameters }).resource("aws_db_parameter_group.database_parameters");
    expect(group.parameter).toEqual([
      { name: "log_min_duration_statement", value: "250", apply_method: "immediate" },
      { name: "max_connections", value: "300", apply_method: "pending-reboot" },
      { name: "rds.force_ssl", value: "1", apply_method: "immediate" },
    ]);
  });

  it("cannot be made to accept connections without TLS", () => {
    expect(() => database({ parameters: { "rds.force_ssl": "0" } })).toThrow("without rds.force_ssl");
  });

  it.each([
    [{ allocatedStorage: 20 }, 100],
    [{ allocatedStorage: 200 }, 400],
    [{ allocatedStorage: 59_578 }, 65_536],
    [{ allocatedStorage: 200, maxAllocatedStorage: 220 }, 220],
  ])("with %j grows up to %s GiB", (options, maximum) => {
    expect(instance(options).max_allocated_storage).toBe(maximum);
  });

  it.each([
    [{}, 12_000, 500],
    [{ iops: 20_000 }, 20_000, 500],
    [{ storageThroughput: 4000 }, 16_000, 4000],
    [{ iops: 16_000, storageThroughput: 4000 }, 16_000, 4000],
  ])("of 400 GiB with %j has %s IOPS and %s MiB/s", (options, iops, storage_throughput) => {
    expect(instance({ allocatedStorage: 400, ...options })).toMatchObject({ iops, storage_throughput });
  });

  it.each([
    [{ allocatedStorage: 399, iops: 12_000 }, "null with less than 400 GiB"],
    [{ allocatedStorage: 399, storageThroughput: 500 }, "null with less than 400 GiB"],
    [{ allocatedStorage: 400, iops: 12_000, storageThroughput: 3001 }, "four IOPS for each MiB/s"],
    [{ allocatedStorage: 400, iops: 64_001 }, "from 12000 to 64000"],
    [{ allocatedStorage: 200, maxAllocatedStorage: 219 }, "at least 10 % above"],
  ])("with %j is refused, as by RDS: %s", (options, accepted) => {
    expect(() => instance(options)).toThrow(accepted);
  });

  it("admits members of further security groups, and given CIDR blocks, as long as the instance exists", () => {
    const json = database({ clientSecurityGroupIds: { bi: "sg-0d" }, clientCidrs: { vpn: "10.9.0.0/16" } });
    const rule = { security_group_id: "${aws_security_group.database_security_group.id}", from_port: 5432 };
    expect(json.resources("aws_vpc_security_group_ingress_rule")).toEqual({
      database_from_clients: expect.objectContaining(rule),
      database_from_group: expect.objectContaining({
        ...rule,
        for_each: { bi: "sg-0d" },
        referenced_security_group_id: "${each.value}",
      }),
      database_from_cidr: expect.objectContaining({
        ...rule,
        for_each: { vpn: "10.9.0.0/16" },
        cidr_ipv4: "${each.value}",
      }),
    });
    expect(json.resource("aws_db_instance.database").depends_on).toEqual(
      expect.arrayContaining([
        "aws_vpc_security_group_ingress_rule.database_from_group",
        "aws_vpc_security_group_ingress_rule.database_from_cidr",
      ]),
    );
  });
});

describe("the windows of a database", () => {
  const windows = (backupWindow: string, maintenanceWindow: string) => () =>
    instance({ backupWindow, maintenanceWindow });

  it("do not overlap by default", () => {
    const { backup_window, maintenance_window } = instance();
    expect(areApart(maintenance_window, backup_window)).toBe(true);
    expect(parseWindow(backup_window)?.duration).toBe(60);
  });

  it.each([
    ["03:00-04:00", "sun:04:00-sun:04:30"],
    ["23:45-00:15", "sun:00:15-sun:00:45"],
    ["23:45-00:15", "sun:23:15-sun:23:45"],
    ["04:00-04:30", "sat:23:00-sun:04:00"],
    ["12:00-11:00", "mon:11:20-mon:11:50"],
  ])("%s and %s are accepted", (backup, maintenance) => {
    expect(windows(backup, maintenance)).not.toThrow();
  });

  it.each([
    ["03:00-04:00", "sun:03:59-sun:04:30"],
    ["23:45-00:15", "sun:00:00-sun:00:45"],
    ["23:45-00:15", "sat:23:30-sun:00:01"],
    ["04:00-04:30", "sun:23:50-mon:04:01"],
    ["12:00-11:00", "mon:11:20-mon:12:01"],
  ])("%s and %s overlap", (backup, maintenance) => {
    expect(windows(backup, maintenance)).toThrow("does not overlap the backup window");
  });

  it.each([
    ["03:00-03:29", "sun:04:30-sun:05:30", "at least 30 minutes"],
    ["03:00-04:00", "sun:04:30-sun:04:59", "at least 30 minutes"],
    ["03:00-04:00", "sun:04:30-mon:04:30", "less than a day"],
    ["3:00-4:00", "sun:04:30-sun:05:30", "a time of each day in UTC"],
    ["03:00-04:00", "Sun:04:30-Sun:05:30", "a time of each week in UTC"],
    ["24:00-01:00", "sun:04:30-sun:05:30", "a time of each day in UTC"],
  ])("%s and %s are refused: %s", (backup, maintenance, accepted) => {
    expect(windows(backup, maintenance)).toThrow(accepted);
  });
});

describe("the static parameters", () => {
  const folder = findPostgresql();
  const test = folder === undefined ? it.skip : it;

  test(`are all that PostgreSQL reads only at its start${folder ? "" : " (not available: PostgreSQL)"}`, () => {
    // The server does not run as root.
    const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const { stdout } = spawnSync(join(folder ?? "", "postgres"), ["--describe-config"], {
      encoding: "utf8",
      cwd: "/",
      ...user,
    });
    const described = stdout.split("\n").map((line) => line.split("\t"));
    expect(described.length).toBeGreaterThan(300);
    // RDS sets these itself.
    const ofRds =
      /^(bonjour|config_file|data_directory|data_sync_retry|dynamic_shared_memory_type|event_source|external_pid_file|hba_file|hot_standby|ident_file|listen_addresses|logging_collector|port|recovery_target|unix_socket|cluster_name|ignore_invalid_pages|allow_in_place|ssl_)/;
    const atStart = described.flatMap(([name = "", context]) =>
      context === "postmaster" && !ofRds.test(name) ? [name] : [],
    );
    expect(atStart.length).toBeGreaterThan(20);
    expect(atStart.filter((name) => !staticParameters.includes(name))).toEqual([]);
    const applied = described.flatMap(([name = "", context]) => (context === "postmaster" ? [] : [name]));
    // Of PostgreSQL before 18.
    expect(applied.filter((name) => staticParameters.includes(name))).toEqual([]);
  });
});
