import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { MonitoringConfig } from "./schema";

/**
 * Permissions of Alertmanager: send to its two topics, which are encrypted.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export const alertmanagerStatements = ({
  alertsTopicArn,
  heartbeatTopicArn,
  kmsKeyArn,
}: MonitoringConfig): DataAwsIamPolicyDocumentStatement[] => [
  { sid: "Send", actions: ["sns:Publish"], resources: [alertsTopicArn, heartbeatTopicArn] },
  { sid: "Encryption", actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [kmsKeyArn] },
];
