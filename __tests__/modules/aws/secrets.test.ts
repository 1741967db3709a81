import { Secrets } from "../../../modules/aws/secrets";
import { synthesizeModule } from "../../support/modules";

const kmsKeyArn = "arn:aws:kms:us-east-1:123456789012:key/data";
const secrets = (names: Record<string, string>, recoveryWindowDays?: number) =>
  synthesizeModule(Secrets, { names, kmsKeyArn, recoveryWindowDays });

describe("a set of secrets", () => {
  it.each([
    ["no name", {}],
    ["one name", { OPENAI_API_KEY: "artist-test/api-keys/OPENAI_API_KEY" }],
    ["two names", { A: "artist-test/a", B: "artist-test/b" }],
  ])("has a secret for each name, encrypted with the given key, with %s", (_, names) => {
    const secret = secrets(names).resource("aws_secretsmanager_secret.secrets");
    expect(secret).toMatchObject({ for_each: names, name: "${each.value}", kms_key_id: kmsKeyArn });
  });

  it("has no values: they are entered by an operator and are not in the state", () => {
    expect(secrets({ A: "artist-test/a" }).addresses()).toEqual(["aws_secretsmanager_secret.secrets"]);
  });

  it.each([
    [undefined, 30],
    [0, 0],
    [7, 7],
  ])("with recoveryWindowDays %s can be restored for %s days", (given, days) => {
    const secret = secrets({ A: "artist-test/a" }, given).resource("aws_secretsmanager_secret.secrets");
    expect(secret.recovery_window_in_days).toBe(days);
  });

  it.each([1, 6, 31, 7.5])("refuses a recovery window of %s days, as Secrets Manager does", (days) => {
    expect(() => secrets({}, days)).toThrow("0, or a whole number of days from 7 to 30");
  });
});
