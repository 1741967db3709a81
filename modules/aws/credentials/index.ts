import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { Fn, propertyAccess, ref, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { eachOf, instance } from "../../kit/terms";
import { Secrets } from "../secrets";
import { addressName } from "../../kit/address";
import type { ContractValues } from "../../kit/contract";
import { credentialsContract, credentialsSchema, type CredentialsConfig } from "./schema";

export * from "./schema";

/**
 * A random password for each user, as a secret `{"username", "password"}`. The password is an ephemeral value that a
 * write-only argument sends to Secrets Manager: no plan and no state contains it.
 * https://developer.hashicorp.com/terraform/language/resources/ephemeral/write-only
 *
 * @example new Credentials(this, "credentials", { names: { app: "artist/production/database/app" },
 *   kmsKeyArn: key.arn, recoveryWindowDays: 30, passwordVersion: 1 });
 */
export class Credentials extends Construct {
  static readonly schema = credentialsSchema;
  static readonly contract = credentialsContract;
  readonly outputs: ContractValues<typeof credentialsContract>;

  constructor(scope: Construct, id: string, config: CredentialsConfig) {
    super(scope, id);
    const secrets = new Secrets(this, "Default", config);
    this.outputs = secrets.outputs;

    const user = eachOf(config.names);
    const password = this.randomPassword(config.names);
    new SecretsmanagerSecretVersion(this, "version", {
      forEach: user,
      secretId: instance(secrets.secret, user.key, "id"),
      secretStringWo: Fn.jsonencode({
        username: user.key,
        password: propertyAccess(password, [user.key, "random_password"]),
      }),
      secretStringWoVersion: config.passwordVersion,
    });
  }

  /** An ephemeral resource with an instance for each user. The provider bindings have no class for it. */
  private randomPassword(names: Record<string, string>) {
    const stack = TerraformStack.of(this);
    const type = "aws_secretsmanager_random_password";
    const id = addressName(this.node, stack.node);
    stack.addOverride(`ephemeral.${type}.${id}`, {
      for_each: names,
      password_length: 40,
      // The password is used in a URL.
      exclude_punctuation: true,
    });
    return ref(`ephemeral.${type}.${id}`);
  }
}
