import { namesake, secretArn, type Stage } from "../stage";
import { each, readSecrets, useKeys, useLogs, type Table } from "./requests";

const podIdentity = {
  service: "pods.eks.amazonaws.com",
  trust: ["sts:AssumeRole", "sts:TagSession"],
  managedPolicies: [],
} as const;

const secretsOf = (stage: Stage): string[] => [
  ...["database/app", "grafana/admin", "api-keys/OPENAI_API_KEY"].map((name) => secretArn(stage, name)),
  stage.masterSecret,
];

/**
 * external-secrets: reads the secrets of its stage.
 * https://external-secrets.io/latest/provider/aws-secrets-manager/#iam-policy
 */
export const externalSecrets: Table = {
  ...podIdentity,
  can: (stage) => [
    ...each(
      [
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetResourcePolicy",
        "secretsmanager:GetSecretValue",
        "secretsmanager:ListSecretVersionIds",
      ],
      secretsOf(stage),
    ),
    ...each(["kms:Decrypt"], [stage.dataKey], {
      "kms:ViaService": `secretsmanager.${stage.region}.amazonaws.com`,
    }),
  ],
  cannot: (stage) => [
    ...each(
      [
        "secretsmanager:CreateSecret",
        "secretsmanager:DeleteSecret",
        "secretsmanager:PutResourcePolicy",
        "secretsmanager:UpdateSecret",
      ],
      secretsOf(stage),
    ),
    ...each(["secretsmanager:ListSecrets"], ["*"]),
    ...each(
      ["secretsmanager:GetSecretValue"],
      [`arn:aws:secretsmanager:${stage.region}:${stage.account}:secret:another-team/password-AbCdEf`],
    ),
    ...each(["kms:Encrypt", "kms:GenerateDataKey"], [stage.dataKey]),
    ...each(["kms:Decrypt"], [stage.clusterKey]),
    ...useLogs(stage),
  ],
};

/**
 * Loki: keeps chunks and index in its bucket.
 * https://grafana.com/docs/loki/latest/configure/storage/#aws-deployment-s3-single-store
 */
export const loki: Table = {
  ...podIdentity,
  can: (stage) => [
    ...useLogs(stage),
    ...each(["kms:Decrypt", "kms:GenerateDataKey"], [stage.dataKey], {
      "kms:ViaService": `s3.${stage.region}.amazonaws.com`,
    }),
  ],
  cannot: (stage) => [
    ...useLogs(stage).map((request) => ({ ...request, context: { "aws:SecureTransport": "false" } })),
    ...each(["s3:PutLifecycleConfiguration", "s3:PutBucketVersioning"], [stage.logBucket]),
    ...each(["kms:Decrypt"], [stage.clusterKey]),
    ...readSecrets(stage),
  ],
};

/**
 * Alertmanager: sends to its two topics.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export const alertmanager: Table = {
  ...podIdentity,
  can: (stage) => [
    ...each(["sns:Publish"], [stage.alertsTopic, stage.heartbeatTopic]),
    ...each(["kms:Decrypt", "kms:GenerateDataKey"], [stage.topicsKey], {
      "kms:ViaService": `sns.${stage.region}.amazonaws.com`,
    }),
  ],
  cannot: (stage) => [
    ...each(["sns:Publish"], [namesake(stage).alertsTopic, namesake(stage).heartbeatTopic]),
    ...each(
      ["sns:Subscribe", "sns:DeleteTopic", "sns:SetTopicAttributes", "sns:AddPermission"],
      [stage.alertsTopic, stage.heartbeatTopic],
    ),
    ...each(["kms:Decrypt"], [stage.dataKey, stage.clusterKey]),
    ...readSecrets(stage),
    ...useLogs(stage),
  ],
};

/** Requests for the data of its own stage, which only the roles above may send. */
export const ownData = (stage: Stage) => [...readSecrets(stage), ...useLogs(stage), ...useKeys(stage)];
