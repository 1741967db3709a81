import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { ExternalSecretsConfig } from "./schema";

/**
 * Permissions of external-secrets: assume the role that a SecretStore names. A store without a role reads nothing. The
 * session tags of EKS Pod Identity are transitive, so the tags need a permission too.
 * https://external-secrets.io/latest/provider/aws-access/
 */
export function externalSecretsStatements({
  readerRoleArns,
}: ExternalSecretsConfig): DataAwsIamPolicyDocumentStatement[] {
  return [{ sid: "Assume", actions: ["sts:AssumeRole", "sts:TagSession"], resources: readerRoleArns }];
}
