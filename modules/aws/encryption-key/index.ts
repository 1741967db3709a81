import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import type { ContractValues } from "../../kit/contract";
import { ifAny, unlessIf } from "../../kit/terms";
import { applyCommon } from "../common";
import { encryptionKeyContract, encryptionKeySchema, type EncryptionKeyConfig } from "./schema";

export * from "./schema";

/**
 * A KMS key that AWS rotates every year, with an alias. A deleted key can be restored for 30 days.
 * https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
 */
export class EncryptionKey extends Construct {
  static readonly schema = encryptionKeySchema;
  static readonly contract = encryptionKeyContract;
  readonly outputs: ContractValues<typeof encryptionKeyContract>;

  /** The key. */
  readonly key: KmsKey;

  private readonly alias: KmsAlias;

  constructor(scope: Construct, id: string, config: EncryptionKeyConfig) {
    super(scope, id);
    this.key = new KmsKey(this, "Default", {
      description: config.description,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: config.policy,
    });
    this.alias = new KmsAlias(this, "alias", { name: config.alias, targetKeyId: this.key.keyId });
    applyCommon(this, config);
    this.outputs = {
      kms_key_arn: this.key.arn,
      kms_key_id: this.key.keyId,
      kms_alias_name: this.alias.name,
      kms_alias_arn: this.alias.arn,
    };
  }

  /** Makes no key if a condition is true; returns the ARN of the key, or null. */
  existsUnless(condition: boolean): string {
    this.key.count = unlessIf(condition);
    this.alias.count = unlessIf(condition);
    this.alias.targetKeyId = ifAny(this.key, "key_id");
    return ifAny(this.key, "arn");
  }
}
