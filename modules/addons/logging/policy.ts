import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { LoggingConfig } from "./schema";

/**
 * Permissions of Loki: its bucket and the key of the bucket.
 * https://grafana.com/docs/loki/latest/configure/storage/#aws-deployment-s3-single-store
 */
export function lokiStatements({ bucketArn, kmsKeyArn }: LoggingConfig): DataAwsIamPolicyDocumentStatement[] {
  return [
    { sid: "List", actions: ["s3:ListBucket"], resources: [bucketArn] },
    {
      sid: "Chunks",
      actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      resources: [`${bucketArn}/*`],
    },
    { sid: "Encryption", actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [kmsKeyArn] },
  ];
}
