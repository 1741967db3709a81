import { EncryptionKey } from "../../../modules/aws/encryption-key";
import { synthesizeModule } from "../../support/modules";

describe("an encryption key", () => {
  const json = synthesizeModule(EncryptionKey, { alias: "alias/artist-test", description: "Test data" });

  it("is rotated, and can be restored for 30 days after a destroy", () => {
    expect(json.resource("aws_kms_key.encryption_key")).toMatchObject({
      description: "Test data",
      enable_key_rotation: true,
      deletion_window_in_days: 30,
    });
  });

  it("has the default key policy, with which IAM policies of the account grant access", () => {
    expect(json.resource("aws_kms_key.encryption_key")).not.toHaveProperty("policy");
  });

  it("has the alias, and its ARN as the output", () => {
    expect(json.resource("aws_kms_alias.encryption_key_alias")).toEqual({
      name: "alias/artist-test",
      target_key_id: "${aws_kms_key.encryption_key.key_id}",
    });
    expect(json.outputs()["kms_key_arn"].value).toBe("${aws_kms_key.encryption_key.arn}");
  });
});
