import { namesake, secretArn, type Stage } from "../stage";
import { decryptSecrets, each, readAll, readSecrets, useKeys, useLogs, type Table } from "./requests";

const podIdentity = {
  principal: () => "pods.eks.amazonaws.com",
  trust: ["sts:AssumeRole", "sts:TagSession"],
  managedPolicies: [],
} as const;

/** The secrets of a stage, by name. */
const secretsOf = (stage: Stage) => ({
  openAi: secretArn(stage, "api-keys/OPENAI_API_KEY"),
  telegram: secretArn(stage, "api-keys/TELEGRAM_CHAT_ID"),
  app: secretArn(stage, "database/app"),
  migrator: secretArn(stage, "database/migrator"),
  readonly: secretArn(stage, "database/readonly"),
  master: stage.masterSecret,
  grafana: secretArn(stage, "grafana/admin"),
});

type SecretName = keyof ReturnType<typeof secretsOf>;

/** ARNs of the roles that read secrets. */
const readerArns = ({ account, name }: Stage) =>
  ["application", "database-roles", "grafana"].map(
    (reader) => `arn:aws:iam::${account}:role/${name}-secrets-${reader}`,
  );

/** ARN of the role of external-secrets. */
const controllerArn = ({ account, name }: Stage) => `arn:aws:iam::${account}:role/${name}-external-secrets`;

const assume = ["sts:AssumeRole", "sts:TagSession"];

/** Changes secrets, or finds those of others. */
const changeSecrets = (stage: Stage) => [
  ...each(
    [
      "secretsmanager:CreateSecret",
      "secretsmanager:DeleteSecret",
      "secretsmanager:PutResourcePolicy",
      "secretsmanager:UpdateSecret",
    ],
    Object.values(secretsOf(stage)),
  ),
  ...each(["secretsmanager:ListSecrets", "secretsmanager:BatchGetSecretValue"], ["*"]),
  ...each(["kms:Encrypt", "kms:GenerateDataKey"], [stage.dataKey]),
];

/**
 * external-secrets: assumes the role that a SecretStore names. Without one it reads nothing.
 * https://external-secrets.io/latest/provider/aws-access/
 */
export const externalSecrets: Table = {
  ...podIdentity,
  can: (stage) => each(assume, readerArns(stage)),
  cannot: (stage) => [
    ...readAll(Object.values(secretsOf(stage))),
    ...decryptSecrets(stage),
    ...changeSecrets(stage),
    ...each(assume, readerArns(namesake(stage))),
    ...each(assume, [`arn:aws:iam::${stage.account}:role/${stage.name}-loki`]),
    ...useKeys(stage),
    ...useLogs(stage),
  ],
};

/** The role of a SecretStore: reads the secrets of one namespace. */
const secretReader = (externalId: string, names: readonly SecretName[]): Table => ({
  principal: controllerArn,
  externalId,
  trust: assume,
  managedPolicies: [],
  can: (stage) => [...readAll(names.map((name) => secretsOf(stage)[name])), ...decryptSecrets(stage)],
  cannot: (stage) => {
    const others = Object.entries(secretsOf(stage)).filter(([name]) => !names.includes(name as SecretName));
    return [
      ...readAll(others.map(([, secret]) => secret)),
      ...readAll(Object.values(secretsOf(namesake(stage)))),
      ...decryptSecrets(namesake(stage)),
      ...readAll([
        `arn:aws:secretsmanager:${stage.region}:${stage.account}:secret:another-team/password-AbCdEf`,
      ]),
      ...changeSecrets(stage),
      ...each(assume, readerArns(stage)),
      ...useKeys(stage),
      ...useLogs(stage),
    ];
  },
});

/** API, workers and migration. */
export const applicationSecrets = secretReader("artist", ["openAi", "telegram", "app", "migrator"]);

/** The roles Job. */
export const databaseRolesSecrets = secretReader("artist-database-roles", [
  "app",
  "migrator",
  "readonly",
  "master",
]);

/** Grafana's administrator. */
export const grafanaSecrets = secretReader("monitoring", ["grafana"]);

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
