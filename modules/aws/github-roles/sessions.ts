import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { GithubRolesConfig } from "./schema";

/**
 * Connections to a private endpoint of EKS, through the access instance: no shell, because each session needs a document.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-specify-session-document.html
 */
export function sessionStatements(
  { accountId, environmentTag }: GithubRolesConfig,
  partition: string,
  name: string,
): DataAwsIamPolicyDocumentStatement[] {
  const actions = ["ssm:StartSession"];
  const withDocument = { test: "BoolIfExists", variable: "ssm:SessionDocumentAccessCheck", values: ["true"] };
  return [
    {
      sid: "Sessions",
      actions,
      resources: [`arn:${partition}:ec2:*:${accountId}:instance/*`],
      condition: [
        withDocument,
        { test: "StringEquals", variable: `aws:ResourceTag/${environmentTag}`, values: [name] },
      ],
    },
    {
      sid: "SessionDocument",
      actions,
      resources: [`arn:${partition}:ssm:*::document/AWS-StartPortForwardingSessionToRemoteHost`],
      condition: [withDocument],
    },
  ];
}
