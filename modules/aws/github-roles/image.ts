import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";

/**
 * The permissions of the role that pushes images, and reads them to sign them. Tags are immutable, and it deletes
 * nothing. https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
 */
export const imageStatements = (repositoryArns: string[]): DataAwsIamPolicyDocumentStatement[] => [
  { sid: "Login", actions: ["ecr:GetAuthorizationToken"], resources: ["*"] },
  {
    sid: "Push",
    actions: [
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:CompleteLayerUpload",
      "ecr:GetDownloadUrlForLayer",
      "ecr:InitiateLayerUpload",
      "ecr:PutImage",
      "ecr:UploadLayerPart",
    ],
    resources: repositoryArns,
  },
];
