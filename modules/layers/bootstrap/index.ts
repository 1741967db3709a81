import { Construct } from "constructs";
import { Bucket, bucketInputs } from "../../aws/bucket";
import type { ContractValues } from "../../kit/contract";
import { EncryptionKey } from "../../aws/encryption-key";
import { preventDestroy, resourcesIn } from "../../kit/order";
import { defaultsOf } from "../../kit/rules";
import { format } from "../../kit/terms";
import { Registry } from "../../aws/registry";
import { bootstrapLayerContract, bootstrapLayerSchema, type BootstrapLayerConfig } from "./schema";

export * from "./schema";

/** The account-level resources, before any stage: the bucket of the states and its key, and the image repositories. */
export class BootstrapLayer extends Construct {
  static readonly schema = bootstrapLayerSchema;
  static readonly contract = bootstrapLayerContract;
  readonly outputs: ContractValues<typeof bootstrapLayerContract>;

  constructor(scope: Construct, id: string, config: BootstrapLayerConfig) {
    super(scope, id);
    const { tags } = config;
    const stateKey = new EncryptionKey(this, "state", {
      alias: config.stateKeyAlias,
      description: "Terraform states",
      tags,
    });
    const state = new Bucket(
      this,
      "state_bucket",
      {
        ...defaultsOf(bucketInputs),
        name: config.stateBucketName,
        kmsKeyArn: stateKey.outputs.kms_key_arn,
        noncurrentVersionDays: 90,
        // Saved plans on their way from the job that plans to the one that applies. An older one is rarely of the present state.
        lifecycleRules: {
          plans: { prefix: "plans/", expirationDays: 7, noncurrentVersionDays: 1, transitions: {} },
        },
        forceDestroy: config.forceDestroy,
        tags,
      },
      resourcesIn(stateKey),
    );
    // Without one of them, no state of the account can be read.
    preventDestroy(stateKey.key);
    preventDestroy(state.bucket);
    const imageKey = new EncryptionKey(this, "images", {
      alias: format("alias/%s-images", config.project),
      description: "Container images",
      tags,
    });
    const registry = new Registry(this, "registry", {
      ...config.registry,
      kmsKeyArn: imageKey.outputs.kms_key_arn,
      tags,
    });
    this.outputs = {
      state_bucket_name: state.outputs.bucket_name,
      state_kms_key_arn: stateKey.outputs.kms_key_arn,
      image_kms_key_arn: imageKey.outputs.kms_key_arn,
      repository_urls: registry.outputs.repository_urls,
    };
  }
}
