import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { joined } from "../../kit/terms";
import { rolePathOf } from "../common";
import type { GithubRolesConfig } from "./schema";
import { sessionStatements } from "./sessions";

/** Services of an environment: what Terraform makes, and what its identities use. */
const services = [
  "acm:*",
  "cloudwatch:*",
  "ec2:*",
  "eks:*",
  "elasticfilesystem:*",
  "elasticloadbalancing:*",
  "events:*",
  "kms:*",
  "logs:*",
  "rds:*",
  "sns:*",
  "sqs:*",
];

/** Actions that only the identities of an environment use. */
const identities = [
  "autoscaling:Describe*",
  "ecr:BatchCheckLayerAvailability",
  "ecr:BatchGetImage",
  "ecr:GetAuthorizationToken",
  "ecr:GetDownloadUrlForLayer",
  "eks-auth:AssumeRoleForPodIdentity",
  "ssm:UpdateInstanceInformation",
  "ssmmessages:*",
  "wafv2:*WebACL*",
];

/** Services whose own roles are made when the first resource is. */
const serviceRoles = [
  "autoscaling",
  "backup",
  "eks",
  "eks-nodegroup",
  "elasticfilesystem",
  "elasticloadbalancing",
  "rds",
  "spot",
].map((service) => `${service}.amazonaws.com`);

/** An environment, whose names only Terraform knows. */
export interface Environment {
  readonly name: string;
  /** Prefix of the names of its resources. */
  readonly prefix: string;
  /** ARN of its permissions boundary. */
  readonly boundaryArn: string;
}

/**
 * What deploys an environment may do, and at most what each role that it makes: so no role can get more than the one that
 * made it. Everything that is not listed is refused, such as users, policies, OIDC providers, CloudTrail and Organizations.
 */
export function boundaryStatements(
  config: GithubRolesConfig,
  partition: string,
  environment: Environment,
): DataAwsIamPolicyDocumentStatement[] {
  const { name, prefix } = environment;
  const bucket = `arn:${partition}:s3:::${config.stateBucketName}`;
  return [
    { sid: "Services", actions: [...services, ...identities], resources: ["*"] },
    {
      sid: "Global",
      actions: [
        "iam:Get*",
        "iam:List*",
        "pricing:GetProducts",
        "route53:*",
        "secretsmanager:GetRandomPassword",
      ],
      resources: ["*"],
    },
    {
      sid: "Images",
      actions: ["ssm:GetParameter"],
      resources: [`arn:${partition}:ssm:*::parameter/aws/service/*`],
    },
    { sid: "Buckets", actions: ["s3:*"], resources: [`arn:${partition}:s3:::${prefix}-*`] },
    { sid: "ListStates", actions: ["s3:ListBucket"], resources: [bucket] },
    {
      sid: "ReadStates",
      actions: ["s3:GetObject"],
      resources: [`${bucket}/${name}-*`, `${bucket}/*-bootstrap.tfstate`, `${bucket}/plans/${name}/*`],
    },
    { sid: "WriteStates", actions: ["s3:PutObject"], resources: [`${bucket}/${name}-*`] },
    { sid: "Unlock", actions: ["s3:DeleteObject"], resources: [`${bucket}/${name}-*.tflock`] },
    {
      sid: "Secrets",
      actions: ["secretsmanager:*"],
      // RDS makes the secret of the database's master user.
      resources: [`${prefix}/*`, "rds!*"].map(
        (secret) => `arn:${partition}:secretsmanager:*:${config.accountId}:secret:${secret}`,
      ),
    },
    ...sessionStatements(config, partition, name),
    ...roleStatements(config, partition, environment),
    ...refused(config, name),
  ];
}

/** Roles of the environment: only with the boundary, so that no permission can be given that it does not have. */
function roleStatements(
  config: GithubRolesConfig,
  partition: string,
  { prefix, boundaryArn }: Environment,
): DataAwsIamPolicyDocumentStatement[] {
  const arnOf = (kind: string) =>
    `arn:${partition}:iam::${config.accountId}:${kind}${rolePathOf(config)}${prefix}-*`;
  const roles = [arnOf("role")];
  return [
    {
      sid: "BoundRoles",
      actions: [
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
      ],
      resources: roles,
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
      condition: [{ test: "StringEquals", variable: "iam:PermissionsBoundary", values: [boundaryArn] }],
    },
    {
      sid: "Roles",
      actions: [
        "iam:DeleteRole",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
      ],
      resources: roles,
    },
    { sid: "Assume", actions: ["sts:AssumeRole", "sts:TagSession"], resources: roles },
    {
      sid: "Pass",
      actions: ["iam:PassRole"],
      resources: roles,
      condition: [
        {
          test: "StringEquals",
          variable: "iam:PassedToService",
          values: ["ec2.amazonaws.com", "eks.amazonaws.com", "pods.eks.amazonaws.com"],
        },
      ],
    },
    {
      sid: "Profiles",
      actions: [
        "iam:AddRoleToInstanceProfile",
        "iam:CreateInstanceProfile",
        "iam:DeleteInstanceProfile",
        "iam:RemoveRoleFromInstanceProfile",
        "iam:TagInstanceProfile",
        "iam:UntagInstanceProfile",
      ],
      resources: [arnOf("instance-profile")],
    },
    {
      sid: "ServiceRoles",
      actions: ["iam:CreateServiceLinkedRole"],
      resources: [`arn:${partition}:iam::${config.accountId}:role/aws-service-role/*`],
      condition: [{ test: "StringEquals", variable: "iam:AWSServiceName", values: serviceRoles }],
    },
  ];
}

/** What is refused of the services. */
function refused(config: GithubRolesConfig, name: string): DataAwsIamPolicyDocumentStatement[] {
  const tag = `aws:ResourceTag/${config.environmentTag}`;
  const region = "aws:RequestedRegion";
  // Only where a request has the key: a condition that compares it is true without it, too.
  const isOther = (variable: string, values: string[]) => [
    { test: "StringNotEquals", variable, values },
    { test: "Null", variable, values: ["false"] },
  ];
  return [
    {
      sid: "OtherRegions",
      effect: "Deny",
      actions: services,
      resources: ["*"],
      condition: isOther(region, config.regions),
    },
    {
      sid: "OtherEnvironments",
      effect: "Deny",
      actions: services,
      resources: ["*"],
      condition: isOther(tag, [name]),
    },
    {
      sid: "AccountKeys",
      effect: "Deny",
      actions: [
        "kms:*Alias",
        "kms:*Grant",
        "kms:Disable*",
        "kms:PutKeyPolicy",
        "kms:ScheduleKeyDeletion",
        "kms:TagResource",
        "kms:UpdateKeyDescription",
      ],
      resources: joined([config.stateKmsKeyArn], [config.imageKmsKeyArn]),
    },
    {
      // Copies of data for other accounts, and protection of the account.
      sid: "Account",
      effect: "Deny",
      actions: [
        "ec2:Disable*ByDefault",
        "ec2:Disable*PublicAccess",
        "ec2:ModifyImageAttribute",
        "ec2:ModifySnapshotAttribute",
        "rds:Modify*SnapshotAttribute",
        "rds:StartExportTask",
      ],
      resources: ["*"],
    },
  ];
}
