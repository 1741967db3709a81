import type { Request } from "../simulation";
import { secretArn, type Stage } from "../stage";

/** What AWS must allow a role, and what not. */
export interface Table {
  /** Who assumes the role: a service, or the ARN of a role. */
  readonly principal: (stage: Stage) => string;
  /** External ID that the trust policy requires. */
  readonly externalId?: string;
  /** Actions of the trust policy. */
  readonly trust: readonly string[];
  /** Managed policies of AWS that the role has, and no others. */
  readonly managedPolicies: readonly string[];
  /** Requests of the software with this role, as its documentation lists them. */
  readonly can: (stage: Stage) => Request[];
  /** Requests that must be refused, besides those that all roles must be refused. */
  readonly cannot: (stage: Stage) => Request[];
}

/** The same action on several resources, or several actions on one. */
export const each = (
  actions: readonly string[],
  resources: readonly string[],
  context?: Request["context"],
): Request[] =>
  actions.flatMap((action) =>
    resources.map((resource) => ({ action, resource, ...(context && { context }) })),
  );

/** Reads the secrets of a stage. */
export const readSecrets = (stage: Stage): Request[] =>
  each(
    ["secretsmanager:GetSecretValue"],
    [secretArn(stage, "database/app"), secretArn(stage, "api-keys/OPENAI_API_KEY"), stage.masterSecret],
  );

/** What external-secrets asks for about a secret. */
export const readAll = (secrets: readonly string[]): Request[] =>
  each(
    [
      "secretsmanager:DescribeSecret",
      "secretsmanager:GetResourcePolicy",
      "secretsmanager:GetSecretValue",
      "secretsmanager:ListSecretVersionIds",
    ],
    secrets,
  );

/** Secrets Manager decrypts a secret with the key of the stage, for the caller. */
export const decryptSecrets = (stage: Stage): Request[] =>
  each(["kms:Decrypt"], [stage.dataKey], {
    "kms:ViaService": `secretsmanager.${stage.region}.amazonaws.com`,
  });

/** Uses the keys of a stage. */
export const useKeys = (stage: Stage): Request[] => each(["kms:Decrypt"], [stage.dataKey, stage.clusterKey]);

/** Reads and writes the logs of a stage. */
export const useLogs = ({ logBucket }: Stage): Request[] => [
  ...each(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], [`${logBucket}/fake/chunk`]),
  ...each(["s3:ListBucket"], [logBucket]),
];

/** Requests with which an identity gets permissions that it does not have, or destroys data. */
export const escalations = ({
  name,
  account,
  region,
  dataKey,
  clusterKey,
  logBucket,
  stateBucket,
}: Stage) => {
  const roles = ["Administrator", `${name}-cluster`, `${name}-nodes`].map(
    (role) => `arn:aws:iam::${account}:role/${role}`,
  );
  const cluster = `arn:aws:eks:${region}:${account}:cluster/${name}`;
  return [
    ...each(["iam:PassRole", "iam:AttachRolePolicy", "iam:PutRolePolicy", "sts:AssumeRole"], roles),
    ...each(["iam:UpdateAssumeRolePolicy", "iam:CreateRole"], roles),
    ...each(["iam:CreateUser", "iam:CreateAccessKey"], [`arn:aws:iam::${account}:user/someone`]),
    ...each(["eks:CreateAccessEntry", "eks:CreatePodIdentityAssociation", "eks:DeleteCluster"], [cluster]),
    ...each(["kms:PutKeyPolicy", "kms:CreateGrant", "kms:ScheduleKeyDeletion"], [dataKey, clusterKey]),
    ...each(["s3:PutBucketPolicy", "s3:DeleteBucket", "s3:DeleteBucketPolicy"], [logBucket, stateBucket]),
    ...each(["s3:GetObject", "s3:PutObject"], [`${stateBucket}/staging-data.tfstate`]),
    ...each(["s3:DeleteObjectVersion"], [`${logBucket}/fake/chunk`]),
    ...each(["ec2:RunInstances"], [`arn:aws:ec2:${region}:${account}:instance/i-0a1b2c3d4e5f67890`]),
    ...each(
      ["rds:DeleteDBInstance", "rds:ModifyDBInstance"],
      [`arn:aws:rds:${region}:${account}:db:${name}`],
    ),
    ...each(
      ["secretsmanager:PutSecretValue"],
      [`arn:aws:secretsmanager:${region}:${account}:secret:${name}/x-AbCdEf`],
    ),
  ];
};
