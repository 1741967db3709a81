import type { MonitoringConfig } from "./schema";

/** Service account of Alertmanager's pods. */
export const alertmanagerServiceAccount = "alertmanager";

/** Names of the receivers. */
const [people, heartbeat, nobody] = ["people", "heartbeat", "nobody"];

/**
 * SNS refuses subjects of more than 100 characters, and the default of Alertmanager has no limit.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const subject =
  '{{ printf "[%s] %s %s" (toUpper .Status) .GroupLabels.alertname .GroupLabels.namespace | printf "%.100s" }}';

/**
 * Configuration of Alertmanager. Helm merges it into that of the chart, so all keys of its route are here.
 * https://prometheus.io/docs/alerting/latest/configuration/
 */
export const alertmanagerConfiguration = ({
  region,
  alertsTopicArn,
  heartbeatTopicArn,
}: MonitoringConfig) => ({
  route: {
    receiver: people,
    group_by: ["alertname", "namespace"],
    group_wait: "30s",
    group_interval: "5m",
    repeat_interval: "12h",
    routes: [
      // Always firing. One message every four to five minutes, because a group is sent again at its next interval.
      {
        receiver: heartbeat,
        matchers: ['alertname = "Watchdog"'],
        group_wait: "0s",
        group_interval: "1m",
        repeat_interval: "4m",
      },
      { receiver: nobody, matchers: ['severity =~ "info|none"'] },
      { receiver: people, matchers: ['severity = "critical"'], group_wait: "10s", repeat_interval: "1h" },
    ],
  },
  inhibit_rules: [
    {
      source_matchers: ['severity = "critical"'],
      target_matchers: ['severity = "warning"'],
      equal: ["alertname", "namespace"],
    },
  ],
  receivers: [
    { name: nobody },
    {
      name: heartbeat,
      sns_configs: [
        { topic_arn: heartbeatTopicArn, sigv4: { region }, send_resolved: false, subject: "Watchdog" },
      ],
    },
    {
      name: people,
      sns_configs: [{ topic_arn: alertsTopicArn, sigv4: { region }, send_resolved: true, subject }],
    },
  ],
});
