import type { z } from "zod";
import { apiKeyNames } from "../../../modules/app/api-keys";
import { DataLayer, type dataLayerSchema } from "../../../modules/layers/data";
import { synthesizeModule } from "../../support/modules";

const data = (options: Partial<z.input<typeof dataLayerSchema>> = {}) =>
  synthesizeModule(DataLayer, {
    name: "artist-test",
    vpcId: "vpc-0a",
    databaseSubnetIds: ["subnet-0a", "subnet-0b"],
    databaseClientSecurityGroupId: "sg-0c",
    privateSubnetIdsByZone: { "eu-central-1a": "subnet-0c", "eu-central-1b": "subnet-0d" },
    logBucketName: "artist-test-logs",
    ...options,
  });

const secrets = (options?: Parameters<typeof data>[0]) =>
  data(options).resources("aws_secretsmanager_secret");

describe("the data layer", () => {
  it("encrypts database, secrets and logs with one key of the stage", () => {
    const json = data();
    const key = "${aws_kms_key.data.arn}";
    expect(json.resource("aws_kms_alias.data_alias").name).toBe("alias/artist-test-data");
    expect(json.resource("aws_db_instance.database").kms_key_id).toBe(key);
    expect(Object.values(secrets()).map(({ kms_key_id }) => kms_key_id)).toEqual([key, key, key]);
    const { rule } = json.resource("aws_s3_bucket_server_side_encryption_configuration.logs_encryption");
    expect(rule[0].apply_server_side_encryption_by_default.kms_master_key_id).toBe(key);
  });

  it.each<[Parameters<typeof data>[0], object]>([
    [{}, { days: 30, deletesLogs: false, isProtected: true, skipsSnapshot: false }],
    [
      { database: { deletionProtection: false } },
      { days: 30, deletesLogs: false, isProtected: false, skipsSnapshot: false },
    ],
    [
      { database: { finalSnapshot: false } },
      { days: 30, deletesLogs: false, isProtected: true, skipsSnapshot: true },
    ],
    [
      { secrets: { recoveryWindowDays: 7 } },
      { days: 7, deletesLogs: false, isProtected: true, skipsSnapshot: false },
    ],
    [
      { logBucket: { forceDestroy: true } },
      { days: 30, deletesLogs: true, isProtected: true, skipsSnapshot: false },
    ],
  ])("with %j keeps on a destroy: %j", (options, expected) => {
    const json = data(options);
    const days = Object.values(json.resources("aws_secretsmanager_secret")).map(
      ({ recovery_window_in_days }) => recovery_window_in_days,
    );
    expect(new Set(days).size).toBe(1);
    const database = json.resource("aws_db_instance.database");
    expect({
      days: days[0],
      deletesLogs: json.resource("aws_s3_bucket.logs").force_destroy,
      isProtected: database.deletion_protection,
      skipsSnapshot: database.skip_final_snapshot,
    }).toEqual(expected);
  });

  it("has secrets with the name of the stage as prefix, which is all that the stage may read", () => {
    const names = Object.values(secrets({ secrets: { apiKeys: ["OPENAI_API_KEY"] } })).flatMap(
      ({ for_each }) => Object.values<string>(for_each),
    );
    expect(names.sort()).toEqual([
      "artist-test/api-keys/OPENAI_API_KEY",
      "artist-test/database/app",
      "artist-test/database/migrator",
      "artist-test/database/readonly",
      "artist-test/grafana/admin",
    ]);
  });

  it.each([
    ["no list", undefined, [...apiKeyNames].sort()],
    ["an empty list", [], []],
    ["two keys", ["A", "B"], ["A", "B"]],
  ])("with %s has secrets for the API keys, without values", (_, apiKeys, expected) => {
    const json = data({ secrets: { apiKeys } });
    const { for_each } = json.resource("aws_secretsmanager_secret.api_keys");
    expect(Object.keys(for_each).sort()).toEqual(expected);
    const written = Object.values(json.resources("aws_secretsmanager_secret_version"));
    expect(written.map(({ secret_id }) => /secret\.(\w+)/.exec(secret_id)?.[1]).sort()).toEqual([
      "database_roles",
      "grafana",
    ]);
  });

  it.each([
    [undefined, 1],
    [7, 7],
  ])("with passwordVersion %s has passwords of version %s for all users", (passwordVersion, expected) => {
    const json = data({ secrets: { passwordVersion } });
    const versions = Object.values(json.resources("aws_secretsmanager_secret_version"));
    expect(versions.map((version) => version.secret_string_wo_version)).toEqual([expected, expected]);
    // The application restarts its pods when this output changes.
    expect(json.outputs()["database_role_secrets_version"].value).toBe(expected);
  });

  it("deletes logs a day after Loki deletes them", () => {
    const { rule } = data().resource("aws_s3_bucket_lifecycle_configuration.logs_lifecycle");
    expect(rule[0].noncurrent_version_expiration).toEqual([{ noncurrent_days: 1 }]);
    expect(data().resource("aws_s3_bucket.logs").bucket).toBe("artist-test-logs");
  });
});
