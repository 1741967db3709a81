import { bootstrapStackName } from "../../../stacks/names";
import { placeOf, project, stateBucketName } from "../../../stacks/place";
import type { Synthesis } from "../../support/prepared";
import { Resolver } from "./resolution";

/** Names and ARNs of a stage, for requests of its identities. */
export interface Stage {
  /** Prefix of the names, such as `artist-staging`; the cluster has this name. */
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** ARN of the key of database, secrets and logs. */
  readonly dataKey: string;
  /** ARN of the key of the Kubernetes secrets. */
  readonly clusterKey: string;
  readonly logBucket: string;
  /** ARNs of the file system of the media, and of its access point. */
  readonly media: string;
  readonly mediaAccessPoint: string;
  /** ARNs of the topics of the alerts, and of their key. */
  readonly alertsTopic: string;
  readonly heartbeatTopic: string;
  readonly topicsKey: string;
  /** ARN of the secret of the database's master user. */
  readonly masterSecret: string;
  /** ARN of the hosted zone. */
  readonly hostedZone: string;
  /** ARNs of the bucket of the account's states, and of its key. */
  readonly stateBucket: string;
  readonly stateKey: string;
}

/** The stage that a stack belongs to. */
export function stageOf({ configuration, stacks }: Synthesis, stageName: string): Stage {
  const { account, accountName, region } = placeOf(stageName, configuration);
  const data = new Resolver(stacks, `${stageName}-data`);
  const platform = new Resolver(stacks, `${stageName}-platform`);
  return {
    name: `${project}-${stageName}`,
    account: account.id,
    region,
    dataKey: data.output("kms_key_arn"),
    clusterKey: new Resolver(stacks, `${stageName}-cluster`).text("${aws_kms_key.cluster_secrets.arn}"),
    logBucket: data.output("log_bucket_arn"),
    media: data.output("media_file_system_arn"),
    mediaAccessPoint: data.output("media_access_point_arn"),
    alertsTopic: platform.text("${aws_sns_topic.alerts.arn}"),
    heartbeatTopic: platform.text("${aws_sns_topic.alerts_heartbeat.arn}"),
    topicsKey: platform.text("${aws_kms_key.alerts_key.arn}"),
    masterSecret: data.output("database_master_secret_arn"),
    hostedZone: `arn:aws:route53:::hostedzone/${new Resolver(stacks, `${stageName}-network`).output("hosted_zone_id")}`,
    stateBucket: `arn:aws:s3:::${stateBucketName(account)}`,
    stateKey: new Resolver(stacks, bootstrapStackName(accountName)).output("state_kms_key_arn"),
  };
}

/** A stage in the same account whose name begins with the name of the given one: patterns must not match it. */
export const namesake = (stage: Stage): Stage => ({
  ...stage,
  name: `${stage.name}2`,
  dataKey: stage.dataKey.replace(/.$/, "-"),
  clusterKey: stage.clusterKey.replace(/.$/, "-"),
  logBucket: stage.logBucket.replace(stage.name, `${stage.name}2`),
  media: stage.media.replace(/.$/, "-"),
  mediaAccessPoint: stage.mediaAccessPoint.replace(/.$/, "-"),
  masterSecret: stage.masterSecret.replace(/.$/, "2"),
  hostedZone: `${stage.hostedZone}2`,
  alertsTopic: stage.alertsTopic.replace(stage.name, `${stage.name}2`),
  heartbeatTopic: stage.heartbeatTopic.replace(stage.name, `${stage.name}2`),
  topicsKey: stage.topicsKey.replace(/.$/, "-"),
});

/** ARN of a secret of a stage. */
export const secretArn = ({ region, account, name }: Stage, secret: string): string =>
  `arn:aws:secretsmanager:${region}:${account}:secret:${name}/${secret}-AbCdEf`;
