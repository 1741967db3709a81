import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { joined } from "../../kit/terms";
import type { GithubRolesConfig } from "./schema";

/**
 * What a plan reads of the resources. `ReadOnlyAccess` of AWS would also read objects, messages and logs.
 * `oracles/iam/delivery/sufficient.test.ts` compares this with the reads of each type in the stacks.
 */
const reads = [
  "acm:DescribeCertificate",
  "acm:ListTagsForCertificate",
  "cloudwatch:DescribeAlarms",
  "cloudwatch:ListTagsForResource",
  "ec2:Describe*",
  "ecr:DescribeRegistry",
  "ecr:DescribeRepositories",
  "ecr:GetLifecyclePolicy",
  "ecr:GetRegistryPolicy",
  "ecr:GetRepositoryPolicy",
  "ecr:ListTagsForResource",
  "eks:Describe*",
  "eks:List*",
  "elasticfilesystem:Describe*",
  "elasticfilesystem:ListTagsForResource",
  "events:DescribeRule",
  "events:ListTagsForResource",
  "events:ListTargetsByRule",
  "iam:Get*",
  "iam:List*",
  "kms:DescribeKey",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListAliases",
  "kms:ListResourceTags",
  "logs:DescribeIndexPolicies",
  "logs:DescribeLogGroups",
  "logs:DescribeResourcePolicies",
  "logs:GetDataProtectionPolicy",
  "logs:ListTagsForResource",
  "rds:Describe*",
  "rds:ListTagsForResource",
  "route53:Get*",
  "route53:List*",
  "s3:GetAccelerateConfiguration",
  "s3:GetBucket*",
  "s3:GetEncryptionConfiguration",
  "s3:GetLifecycleConfiguration",
  "s3:GetReplicationConfiguration",
  "secretsmanager:DescribeSecret",
  "secretsmanager:GetResourcePolicy",
  "secretsmanager:ListSecretVersionIds",
  "sns:GetDataProtectionPolicy",
  "sns:GetSubscriptionAttributes",
  "sns:GetTopicAttributes",
  "sns:ListSubscriptionsByTopic",
  "sns:ListTagsForResource",
  "sqs:GetQueueAttributes",
  "sqs:GetQueueUrl",
  "sqs:ListQueueTags",
];

/** No value of another secret is read, whatever else a role is allowed. */
export const otherSecrets = ({ planSecretArns }: GithubRolesConfig): DataAwsIamPolicyDocumentStatement => ({
  sid: "OtherSecrets",
  effect: "Deny",
  actions: ["secretsmanager:GetSecretValue"],
  notResources: planSecretArns,
});

/** The permissions of the role that plans: no lock of a state. It writes saved plans, and reads none. */
export function planStatements(
  config: GithubRolesConfig,
  partition: string,
): DataAwsIamPolicyDocumentStatement[] {
  const bucket = `arn:${partition}:s3:::${config.stateBucketName}`;
  return [
    { sid: "Read", actions: reads, resources: ["*"] },
    {
      sid: "Images",
      actions: ["ssm:GetParameter"],
      resources: [`arn:${partition}:ssm:*::parameter/aws/service/*`],
    },
    {
      // The provider asks whether a bucket exists.
      sid: "Buckets",
      actions: ["s3:ListBucket"],
      resources: joined([bucket], config.planBucketArns),
    },
    { sid: "States", actions: ["s3:GetObject"], resources: [`${bucket}/*.tfstate`] },
    { sid: "Plans", actions: ["s3:PutObject"], resources: [`${bucket}/plans/*`] },
    {
      sid: "StateKey",
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [config.stateKmsKeyArn],
      condition: [{ test: "StringLike", variable: "kms:ViaService", values: ["s3.*"] }],
    },
    { sid: "Secrets", actions: ["secretsmanager:GetSecretValue"], resources: config.planSecretArns },
    {
      // Secrets Manager gives KMS the ARN of the secret, so no key has to be known here.
      // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
      sid: "SecretsKey",
      actions: ["kms:Decrypt"],
      resources: [`arn:${partition}:kms:*:${config.accountId}:key/*`],
      condition: [
        { test: "StringLike", variable: "kms:ViaService", values: ["secretsmanager.*"] },
        { test: "StringLike", variable: "kms:EncryptionContext:SecretARN", values: config.planSecretArns },
      ],
    },
    otherSecrets(config),
  ];
}
