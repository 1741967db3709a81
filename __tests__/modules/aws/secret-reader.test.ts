import { SecretReader } from "../../../modules/aws/secret-reader";
import { synthesizeModule } from "../../support/modules";

const assumedBy = "arn:aws:iam::123456789012:role/artist-test-external-secrets";
const kmsKeyArn = "arn:aws:kms:us-east-1:123456789012:key/data";
const secretArns = ["a", "b"].map((name) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}`);

const json = synthesizeModule(SecretReader, {
  name: "artist-test-secrets",
  accountId: "123456789012",
  assumedBy,
  externalId: "a-namespace",
  secretArns,
  kmsKeyArn,
});

describe("a reader of secrets", () => {
  it("reads the given secrets and no other, and decrypts only for Secrets Manager", () => {
    const [read, decrypt] = json.statements("secret_reader_secrets");
    expect(read.resources).toEqual(secretArns);
    expect(read.actions.filter((action: string) => !/:(Get|Describe|List)/.test(action))).toEqual([]);
    expect(decrypt).toMatchObject({ actions: ["kms:Decrypt"], resources: [kmsKeyArn] });
    expect(decrypt.condition).toEqual([
      { test: "StringLike", variable: "kms:ViaService", values: ["secretsmanager.*"] },
    ]);
  });

  it("is assumed by the given role only, with the external ID", () => {
    const [assume, tags] = json.statements("secret_reader_trust");
    const caller = { test: "ArnEquals", variable: "aws:PrincipalArn", values: [assumedBy] };
    const externalId = { test: "StringEquals", variable: "sts:ExternalId", values: ["a-namespace"] };
    expect(assume).toMatchObject({ actions: ["sts:AssumeRole"], condition: [caller, externalId] });
    expect(tags).toMatchObject({ actions: ["sts:TagSession"], condition: [caller] });
  });

  it("gives others an ARN that depends on its permissions", () => {
    expect(json.outputs()["role_arn"].value).toBe(
      "arn:${data.aws_partition.secret_reader_partition.partition}:iam::123456789012:role/${aws_iam_role_policy.secret_reader_policy.role}",
    );
  });
});
