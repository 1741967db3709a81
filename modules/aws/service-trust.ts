import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { Construct } from "constructs";

/**
 * The trust policy of a role that an AWS service assumes, as JSON.
 *
 * @param service principal of the service, such as `eks.amazonaws.com`
 */
export function serviceTrust(
  scope: Construct,
  service: string,
  actions: readonly string[] = ["sts:AssumeRole"],
): string {
  return new DataAwsIamPolicyDocument(scope, "trust", {
    statement: [{ actions: [...actions], principals: [{ type: "Service", identifiers: [service] }] }],
  }).json;
}
