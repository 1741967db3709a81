import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import type { ContractValues } from "../../kit/contract";
import { eachOf, format } from "../../kit/terms";
import { EncryptionKey } from "../encryption-key";
import { applyCommon } from "../common";
import { alertTopicsContract, alertTopicsSchema, type AlertTopicsConfig } from "./schema";

export * from "./schema";

const cloudWatch = [{ type: "Service", identifiers: ["cloudwatch.amazonaws.com"] }];

/**
 * The SNS topics of the alerts: one with e-mail subscriptions, and one for a heartbeat, which no person reads. If the
 * heartbeat is absent for 15 minutes, whoever sends alerts is broken or gone, and a CloudWatch alarm sends this to the
 * first topic. The alarm needs nothing that runs in the cluster.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
 */
export class AlertTopics extends Construct {
  static readonly schema = alertTopicsSchema;
  static readonly contract = alertTopicsContract;
  readonly outputs: ContractValues<typeof alertTopicsContract>;

  constructor(scope: Construct, id: string, config: AlertTopicsConfig) {
    super(scope, id);
    const { name } = config;
    const kmsMasterKeyId = this.key(config);
    const alerts = new SnsTopic(this, "Default", {
      name: format("%s-alerts", name),
      displayName: name,
      kmsMasterKeyId,
    });
    const email = eachOf(config.emails);
    new SnsTopicSubscription(this, "email", {
      forEach: email,
      topicArn: alerts.arn,
      protocol: "email",
      endpoint: email.value,
    });
    const heartbeat = new SnsTopic(this, "heartbeat", { name: format("%s-heartbeat", name), kmsMasterKeyId });
    const alarm = new CloudwatchMetricAlarm(this, "absence", {
      alarmName: format("%s-alerting-is-broken", name),
      alarmDescription:
        "No heartbeat of Alertmanager for 15 minutes: Prometheus or Alertmanager does not work, and no alert reaches anybody.",
      namespace: "AWS/SNS",
      metricName: "NumberOfMessagesPublished",
      dimensions: { TopicName: heartbeat.name },
      statistic: "Sum",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      // SNS sends its metrics every five minutes.
      period: 300,
      evaluationPeriods: 3,
      treatMissingData: "breaching",
      alarmActions: [alerts.arn],
      okActions: [alerts.arn],
    });
    // Principals of the account need only their own policies. A topic without a policy has one that is wider.
    const publish = new DataAwsIamPolicyDocument(this, "publish", {
      statement: [
        {
          sid: "Alarm",
          actions: ["sns:Publish"],
          principals: cloudWatch,
          resources: [alerts.arn],
          condition: [{ test: "ArnEquals", variable: "aws:SourceArn", values: [alarm.arn] }],
        },
      ],
    });
    new SnsTopicPolicy(this, "policy", { arn: alerts.arn, policy: publish.json });
    applyCommon(this, config);
    this.outputs = {
      alerts_topic_arn: alerts.arn,
      heartbeat_topic_arn: heartbeat.arn,
      kms_key_arn: kmsMasterKeyId,
    };
  }

  /**
   * A key that CloudWatch may use: without it, alarms are lost without an error. The key of AWS, `alias/aws/sns`, does not
   * allow that. https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
   */
  private key({ name, accountId, tags }: AlertTopicsConfig): string {
    const { partition } = new DataAwsPartition(this, "partition");
    const policy = new DataAwsIamPolicyDocument(this, "key_policy", {
      statement: [
        {
          sid: "Account",
          actions: ["kms:*"],
          principals: [{ type: "AWS", identifiers: [`arn:${partition}:iam::${accountId}:root`] }],
          resources: ["*"],
        },
        {
          sid: "Alarms",
          actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
          principals: cloudWatch,
          resources: ["*"],
          condition: [{ test: "StringEquals", variable: "aws:SourceAccount", values: [accountId] }],
        },
      ],
    });
    return new EncryptionKey(this, "key", {
      alias: format("alias/%s-alerts", name),
      description: format("Topics of the alerts of %s", name),
      policy: policy.json,
      tags,
    }).outputs.kms_key_arn;
  }
}
