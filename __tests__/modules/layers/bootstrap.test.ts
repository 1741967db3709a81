import { BootstrapLayer } from "../../../modules/layers/bootstrap";
import { synthesizeModule } from "../../support/modules";

const bootstrap = (forceDestroy?: boolean) =>
  synthesizeModule(BootstrapLayer, {
    project: "test",
    stateBucketName: "test-state",
    stateKeyAlias: "alias/test-state",
    forceDestroy,
    registry: { repositories: { api: "api" } },
  });

describe("the bootstrap layer", () => {
  it("encrypts states and images with different keys, so that pulling images gives no access to states", () => {
    const json = bootstrap();
    const { rule } = json.resource(
      "aws_s3_bucket_server_side_encryption_configuration.state_bucket_encryption",
    );
    expect(rule[0].apply_server_side_encryption_by_default.kms_master_key_id).toBe(
      "${aws_kms_key.state.arn}",
    );
    const [encryption] = json.resource("aws_ecr_repository.registry").encryption_configuration;
    expect(encryption.kms_key).toBe("${aws_kms_key.images.arn}");
    const aliases = Object.values(json.resources("aws_kms_alias")).map(({ name }) => name);
    expect(aliases.sort()).toEqual(["alias/test-images", "alias/test-state"]);
  });

  it("keeps previous versions of states for 90 days", () => {
    const { rule } = bootstrap().resource("aws_s3_bucket_lifecycle_configuration.state_bucket_lifecycle");
    expect(rule[0].noncurrent_version_expiration).toEqual([{ noncurrent_days: 90 }]);
  });

  it.each([
    [undefined, false],
    [true, true],
  ])("with forceDestroy %s is destroyed with the states in it: %s", (forceDestroy, expected) => {
    const { bucket, force_destroy } = bootstrap(forceDestroy).resource("aws_s3_bucket.state_bucket");
    expect([bucket, force_destroy]).toEqual(["test-state", expected]);
  });

  it("has the state bucket and its key as outputs", () => {
    const outputs = Object.entries(bootstrap().outputs()).map(([name, { value }]) => [name, value]);
    expect(Object.fromEntries(outputs)).toMatchObject({
      state_bucket_name: "${aws_s3_bucket.state_bucket.id}",
      state_kms_key_arn: "${aws_kms_key.state.arn}",
    });
  });
});
