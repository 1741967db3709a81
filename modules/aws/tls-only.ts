import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";

/**
 * The statement of a resource's policy that refuses requests without TLS, of everybody.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport
 */
export const tlsOnly = (actions: string[], resources: string[]): DataAwsIamPolicyDocumentStatement => ({
  sid: "TlsOnly",
  effect: "Deny",
  // Everybody, also without credentials. Not every service accepts the principal `*` itself.
  principals: [{ type: "AWS", identifiers: ["*"] }],
  actions,
  resources,
  condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
});
