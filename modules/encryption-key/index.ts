import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";

/** What an encryption key is made from. */
export interface EncryptionKeyConfig {
  /** Alias, such as `alias/artist-production-data`. */
  readonly alias: string;
  /** What the key encrypts. */
  readonly description: string;
  /** Key policy as JSON. Default: the account's IAM policies decide. */
  readonly policy?: string;
}

/**
 * A KMS key that AWS rotates every year, with an alias. A deleted key can be restored for 30 days.
 * https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
 */
export class EncryptionKey extends Construct {
  /** ARN of the key. */
  readonly arn: string;

  constructor(scope: Construct, id: string, config: EncryptionKeyConfig) {
    super(scope, id);
    const key = new KmsKey(this, "Default", {
      description: config.description,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: config.policy,
    });
    new KmsAlias(this, "alias", { name: config.alias, targetKeyId: key.keyId });
    this.arn = key.arn;
  }
}
