import { DataAwsSecretsmanagerSecretVersions } from "@cdktf/provider-aws/lib/data-aws-secretsmanager-secret-versions";
import {
  Fn,
  FOR_EXPRESSION_KEY,
  FOR_EXPRESSION_VALUE,
  forExpression,
  propertyAccess,
  TerraformSelf,
  Token,
} from "cdktf";
import type { Construct } from "constructs";
import { eachOf } from "../kit/terms";

/**
 * A word for each third-party key that changes when an operator sets another value, from the IDs of the versions of its
 * secret. A plan fails if a key has no value. Only IDs and labels are read: no plan and no state has the value.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecretVersionIds.html
 *
 * @param names Secrets Manager name of each key's secret, by environment variable
 */
export function apiKeyVersions(scope: Construct, names: Record<string, string>): Record<string, string> {
  const key = eachOf(names);
  const versions = new DataAwsSecretsmanagerSecretVersions(scope, "api_key", {
    forEach: key,
    secretId: key.value,
    lifecycle: {
      postcondition: [
        {
          condition: Fn.contains(
            Fn.flatten(propertyAccess(TerraformSelf.getAny("versions"), ["*", "version_stages"])),
            "AWSCURRENT",
          ),
          errorMessage: Fn.format(
            "The API key %s has no value. Set it: aws secretsmanager put-secret-value --secret-id %s --secret-string file:///dev/stdin",
            [key.key, key.value],
          ),
        },
      ],
    },
  });
  const ids = propertyAccess(FOR_EXPRESSION_VALUE, ["versions", "*", "version_id"]);
  const version = Fn.substr(Fn.sha256(Fn.join(",", Fn.sort(Token.asList(ids)))), 0, 10);
  return Token.asStringMap(forExpression(versions.fqn, version, FOR_EXPRESSION_KEY));
}
