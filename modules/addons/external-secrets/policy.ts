import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { ExternalSecretsConfig } from "./schema";

/**
 * Permissions of external-secrets: read the given secrets, and decrypt them with their key.
 * https://external-secrets.io/latest/provider/aws-secrets-manager/#iam-policy
 */
export function externalSecretsStatements({
  secretArns,
  kmsKeyArn,
}: ExternalSecretsConfig): DataAwsIamPolicyDocumentStatement[] {
  return [
    {
      sid: "Read",
      actions: [
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetResourcePolicy",
        "secretsmanager:GetSecretValue",
        "secretsmanager:ListSecretVersionIds",
      ],
      resources: secretArns,
    },
    { sid: "Decrypt", actions: ["kms:Decrypt"], resources: [kmsKeyArn] },
  ];
}
