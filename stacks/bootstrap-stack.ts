import { LocalBackend } from "cdktf";
import type { Construct } from "constructs";
import { Bucket } from "../modules/bucket";
import { EncryptionKey } from "../modules/encryption-key";
import { Registry } from "../modules/registry";
import { projectPath } from "../modules/project-path";
import { bootstrapContract } from "./contracts";
import { LayerStack, project, stateBucketName, stateKeyAlias, type Place } from "./layer-stack";

/** The file that holds the state of a bootstrap stack which is not in the bucket. */
export const localStatePath = (stackId: string) => projectPath(`terraform.${stackId}.tfstate`);

/** The ground of an account, before any stage: the bucket of the states and its key, and the image repositories. */
export class BootstrapStack extends LayerStack {
  constructor(scope: Construct, place: Place) {
    super(scope, `${place.accountName}-bootstrap`, place, {});

    const stateKey = new EncryptionKey(this, "state", {
      alias: stateKeyAlias,
      description: "Terraform states",
    });
    const state = new Bucket(this, "state_bucket", {
      name: stateBucketName(place.account),
      kmsKeyArn: stateKey.arn,
      noncurrentVersionDays: 90,
      // The emulator's account is thrown away whole; no other account's states are.
      forceDestroy: place.account.emulator !== undefined,
    });
    const imageKey = new EncryptionKey(this, "images", {
      alias: `alias/${project}-images`,
      description: "Container images",
    });
    const registry = new Registry(this, "registry", { ...place.account.registry, kmsKeyArn: imageKey.arn });

    bootstrapContract.publish(this, {
      state_bucket_name: state.bucket.id,
      state_kms_key_arn: stateKey.arn,
      repository_urls: registry.repositoryUrls,
    });
  }

  /** BOOTSTRAP_STATE=local keeps the state in a file: until the bucket exists, and when it is to be destroyed. */
  protected override configureBackend(): void {
    if (process.env["BOOTSTRAP_STATE"] === "local") {
      new LocalBackend(this, { path: localStatePath(this.stackId) });
    } else {
      super.configureBackend();
    }
  }
}
