import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { Construct } from "constructs";
import { byKey, eachOf } from "../../kit/terms";
import type { ContractValues } from "../../kit/contract";
import { applyCommon } from "../common";
import { secretsContract, secretsSchema, type SecretsConfig } from "./schema";

export * from "./schema";

/**
 * Secrets Manager secrets without values: an operator sets the values, so that no code, plan or state contains them.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/intro.html
 *
 * @example new Secrets(this, "api_keys", { names: { OPENAI_API_KEY: "artist/production/api-keys/OPENAI_API_KEY" },
 *   kmsKeyArn: key.arn, recoveryWindowDays: 30 });
 */
export class Secrets extends Construct {
  static readonly schema = secretsSchema;
  static readonly contract = secretsContract;
  readonly outputs: ContractValues<typeof secretsContract>;
  /** The secrets, by key. */
  readonly secret: SecretsmanagerSecret;

  constructor(scope: Construct, id: string, config: SecretsConfig) {
    super(scope, id);
    const name = eachOf(config.names);
    this.secret = new SecretsmanagerSecret(this, "Default", {
      forEach: name,
      name: name.value,
      kmsKeyId: config.kmsKeyArn,
      recoveryWindowInDays: config.recoveryWindowDays,
    });
    applyCommon(this, config);
    this.outputs = { secret_arns: byKey(this.secret, "arn"), secret_names: byKey(this.secret, "name") };
  }
}
