import type { z } from "zod";
import { Bucket, type bucketSchema } from "../../../modules/aws/bucket";
import { synthesizeModule } from "../../support/modules";

const kmsKeyArn = "arn:aws:kms:us-east-1:123456789012:key/objects";
type Options = Partial<z.input<typeof bucketSchema>>;

const bucket = (options: Options = {}) =>
  synthesizeModule(Bucket, { name: "artist-test-logs", kmsKeyArn, ...options });

describe("a bucket", () => {
  const json = bucket();

  it("encrypts objects with the given KMS key", () => {
    const { rule } = json.resource("aws_s3_bucket_server_side_encryption_configuration.bucket_encryption");
    expect(rule[0].apply_server_side_encryption_by_default).toEqual({
      sse_algorithm: "aws:kms",
      kms_master_key_id: kmsKeyArn,
    });
  });

  it("blocks public access and ACLs", () => {
    const { bucket: blocked, ...block } = json.resource(
      "aws_s3_bucket_public_access_block.bucket_public_access",
    );
    expect(blocked).toBe("${aws_s3_bucket.bucket.id}");
    expect(block).toEqual({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    const { rule } = json.resource("aws_s3_bucket_ownership_controls.bucket_ownership");
    expect(rule.object_ownership).toBe("BucketOwnerEnforced");
  });

  it("denies every request without TLS, for the bucket and its objects", () => {
    expect(json.resource("aws_s3_bucket_policy.bucket_policy")).toMatchObject({
      policy: "${data.aws_iam_policy_document.bucket_tls_only.json}",
      // S3 refuses both changes of one bucket at the same time.
      depends_on: ["aws_s3_bucket_public_access_block.bucket_public_access"],
    });
    expect(json.statements("bucket_tls_only")).toEqual([
      expect.objectContaining({
        effect: "Deny",
        actions: ["s3:*"],
        principals: [{ type: "AWS", identifiers: ["*"] }],
        resources: ["${aws_s3_bucket.bucket.arn}", "${aws_s3_bucket.bucket.arn}/*"],
        condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
      }),
    ]);
  });

  it.each([
    [undefined, 30],
    [1, 1],
    [3650, 3650],
  ])("with noncurrentVersionDays %s deletes replaced versions after %s days", (given, days) => {
    const versioned = bucket({ noncurrentVersionDays: given });
    expect(
      versioned.resource("aws_s3_bucket_versioning.bucket_versioning").versioning_configuration.status,
    ).toBe("Enabled");
    const { rule, depends_on } = versioned.resource("aws_s3_bucket_lifecycle_configuration.bucket_lifecycle");
    expect(rule).toHaveLength(1);
    expect(rule[0]).toMatchObject({
      status: "Enabled",
      noncurrent_version_expiration: [{ noncurrent_days: days }],
      expiration: [{ expired_object_delete_marker: true }],
    });
    expect(rule[0].expiration[0]).not.toHaveProperty("days");
    expect(depends_on).toEqual(["aws_s3_bucket_versioning.bucket_versioning"]);
  });

  it.each([
    [undefined, false],
    [false, false],
    [true, true],
  ])("with forceDestroy %s is destroyed with its objects: %s", (forceDestroy, expected) => {
    expect(bucket({ forceDestroy }).resource("aws_s3_bucket.bucket").force_destroy).toBe(expected);
  });

  it("deletes and moves current objects by the given rules, beside the one for replaced versions", () => {
    const lifecycleRules = {
      tmp: { prefix: "tmp/", expirationDays: 7 },
      archive: { transitions: { GLACIER: 90, STANDARD_IA: 30 } },
    };
    const { rule } = bucket({ lifecycleRules }).resource(
      "aws_s3_bucket_lifecycle_configuration.bucket_lifecycle",
    );
    const common = { status: "Enabled" };
    expect(rule).toEqual([
      json.resource("aws_s3_bucket_lifecycle_configuration.bucket_lifecycle").rule[0],
      {
        ...common,
        id: "archive",
        filter: [{ prefix: "" }],
        transition: [
          { days: 90, storage_class: "GLACIER" },
          { days: 30, storage_class: "STANDARD_IA" },
        ],
      },
      { ...common, id: "tmp", filter: [{ prefix: "tmp/" }], expiration: [{ days: 7 }] },
    ]);
  });

  it.each([
    [{ archive: { expirationDays: 90, transitions: { GLACIER: 90 } } }, "more days than each transition"],
    [{ archive: { transitions: { STANDARD_IA: 29 } } }, "at least 30 days"],
    [{ archive: { transitions: { STANDARD: 30 } } }, "names of storage classes"],
    [{ archive: {} }, "expirationDays, or one or more transitions"],
    [{ "expire-noncurrent": { expirationDays: 1 } }, "not expire-noncurrent"],
  ])("refuses the rules %j, as S3 does", (lifecycleRules, accepted) => {
    expect(() => bucket({ lifecycleRules: lifecycleRules as Options["lifecycleRules"] })).toThrow(accepted);
  });

  it("has further statements in its policy, beside the one for TLS", () => {
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    const made = bucket({ sourcePolicyDocuments: [policy] });
    const { source_policy_documents } = made.dataSource("aws_iam_policy_document.bucket_tls_only");
    expect(source_policy_documents).toEqual([policy]);
    // The data source uses its own statement instead of a sourced one with the same ID.
    expect(made.statements("bucket_tls_only").map(({ sid }) => sid as string)).toEqual(["TlsOnly"]);
    expect(json.dataSource("aws_iam_policy_document.bucket_tls_only")).not.toHaveProperty(
      "source_policy_documents",
    );
  });
});
