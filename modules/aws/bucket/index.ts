import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { ContractValues } from "../../kit/contract";
import { unlessNone } from "../../kit/terms";
import { tlsOnly } from "../tls-only";
import { addLifecycleRules } from "./lifecycle";
import { applyCommon } from "../common";
import { bucketContract, bucketSchema, type BucketConfig } from "./schema";

export * from "./schema";

/**
 * A private S3 bucket: versioned, encrypted with KMS, only over TLS, public access blocked, without ACLs.
 *
 * @example new Bucket(this, "logs", { name: "artist-logs", kmsKeyArn: key.arn, noncurrentVersionDays: 7, forceDestroy: false });
 */
export class Bucket extends Construct {
  static readonly schema = bucketSchema;
  static readonly contract = bucketContract;
  readonly outputs: ContractValues<typeof bucketContract>;

  /** The bucket. */
  readonly bucket: S3Bucket;

  /**
   * @param after resources that are destroyed only when the bucket is gone: the key of its objects, without which they
   * cannot be read. The bucket has no reference to the key.
   */
  constructor(scope: Construct, id: string, config: BucketConfig, after: ITerraformDependable[] = []) {
    super(scope, id);
    this.bucket = new S3Bucket(this, "Default", {
      bucket: config.name,
      forceDestroy: config.forceDestroy,
      dependsOn: after,
    });
    const { arn, id: bucket } = this.bucket;
    new S3BucketOwnershipControls(this, "ownership", {
      bucket,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    const publicAccessBlock = new S3BucketPublicAccessBlock(this, "public_access", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket,
      rule: [
        {
          // An S3 Bucket Key, which reduces the number of requests to KMS.
          bucketKeyEnabled: true,
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: config.kmsKeyArn },
        },
      ],
    });
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    const lifecycle = new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: [
        {
          id: "expire-noncurrent",
          status: "Enabled",
          filter: [{ prefix: "" }],
          noncurrentVersionExpiration: [{ noncurrentDays: config.noncurrentVersionDays }],
          expiration: [{ expiredObjectDeleteMarker: true }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
      // The rule for noncurrent versions has an effect only with versioning.
      dependsOn: [versioning],
    });
    addLifecycleRules(lifecycle, config);
    const document = new DataAwsIamPolicyDocument(this, "tls_only", {
      // A statement below replaces one of these with the same ID.
      sourcePolicyDocuments: unlessNone(config.sourcePolicyDocuments),
      statement: [tlsOnly(["s3:*"], [arn, `${arn}/*`])],
    });
    new S3BucketPolicy(this, "policy", { bucket, policy: document.json, dependsOn: [publicAccessBlock] });
    applyCommon(this, config);
    this.outputs = {
      bucket_name: bucket,
      bucket_arn: arn,
      bucket_regional_domain_name: this.bucket.bucketRegionalDomainName,
    };
  }
}
