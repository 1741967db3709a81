import { Credentials } from "../../../modules/aws/credentials";
import { synthesizeModule } from "../../support/modules";

const kmsKeyArn = "arn:aws:kms:us-east-1:123456789012:key/data";
const names = { app: "artist-test/database/app", migrator: "artist-test/database/migrator" };
const credentials = (options: { passwordVersion?: number; recoveryWindowDays?: number } = {}) =>
  synthesizeModule(Credentials, { names, kmsKeyArn, ...options });

const version = "aws_secretsmanager_secret_version.credentials_version";
const password = "aws_secretsmanager_random_password";

describe("credentials", () => {
  const json = credentials();

  it("are a secret for each user, encrypted with the given key", () => {
    expect(json.resource("aws_secretsmanager_secret.credentials")).toMatchObject({
      for_each: names,
      kms_key_id: kmsKeyArn,
      recovery_window_in_days: 30,
    });
    expect(
      credentials({ recoveryWindowDays: 0 }).resource("aws_secretsmanager_secret.credentials"),
    ).toMatchObject({ recovery_window_in_days: 0 });
  });

  it("have a password for each user, of 40 characters that need no escape in a URL", () => {
    expect(json.json["ephemeral"]?.[password]).toEqual({
      credentials: { for_each: names, password_length: 40, exclude_punctuation: true },
    });
    expect(json.resource(version).secret_string_wo).toContain(
      `ephemeral.${password}.credentials[each.key].random_password`,
    );
  });

  it("have the user name and the password in one secret, as the charts read it", () => {
    const { for_each, secret_id, secret_string_wo } = json.resource(version);
    expect(for_each).toEqual(names);
    expect(secret_id).toBe("${aws_secretsmanager_secret.credentials[each.key].id}");
    expect(secret_string_wo).toMatch(/jsonencode\(\{"username" = each\.key, "password" = ephemeral\./);
  });

  it("do not store the password in plan or state: it is ephemeral, in a write-only argument", () => {
    expect(json.resource(version)).not.toHaveProperty("secret_string");
    expect(json.addresses()).toEqual(["aws_secretsmanager_secret.credentials", version]);
    expect(JSON.stringify(json.outputs())).not.toContain(password);
  });

  it.each([
    [undefined, 1],
    [2, 2],
  ])(
    "with passwordVersion %s have passwords of version %s: a new version gives new passwords",
    (given, expected) => {
      const { secret_string_wo_version } = credentials({ passwordVersion: given }).resource(version);
      expect(secret_string_wo_version).toBe(expected);
    },
  );
});
