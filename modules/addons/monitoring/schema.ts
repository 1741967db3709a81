import type { z } from "zod";
import { arn, wholeNumber } from "../../kit/rules";
import type { ChartRelease } from "../../kubernetes/helm-release";
import { namespaces } from "../../kubernetes/namespaces";
import { chartVersions } from "../../versions";
import { clusterResourcesSchema, metricsStorage } from "../cluster-resources/schema";
import { addonSchemaOf } from "../schema";

/** Chart and release of {@link Monitoring}. */
export const kubePrometheusStack = {
  ...chartVersions.kubePrometheusStack,
  release: "kube-prometheus-stack",
  namespace: namespaces.monitoring,
} as const satisfies ChartRelease;

/** Inputs of {@link Monitoring}. */
export const monitoringSchema = addonSchemaOf(kubePrometheusStack)
  .extend({
    retentionDays: wholeNumber(1, 90, "days")
      .default(15)
      .describe("How long metrics are kept, days")
      .meta({
        changes: [
          {
            effect: "rolling",
            when: "more",
            text: "Prometheus restarts: about a minute without metrics and alerts",
          },
          {
            effect: "rolling",
            when: "less",
            text: "Prometheus restarts, and deletes the metrics that are older",
            isOneWay: true,
          },
        ],
      }),
    storage: metricsStorage,
    grafanaAdminKubernetesSecretName: clusterResourcesSchema.shape.grafanaAdminKubernetesSecretName.describe(
      "Name of the Kubernetes Secret with `username` and `password` of Grafana's administrator",
    ),
    alertsTopicArn: arn
      .meta({ example: "arn:aws:sns:us-east-1:123456789012:artist-example-alerts" })
      .describe("ARN of the SNS topic that Alertmanager sends alerts to"),
    heartbeatTopicArn: arn
      .meta({ example: "arn:aws:sns:us-east-1:123456789012:artist-example-heartbeat" })
      .describe("ARN of the SNS topic that Alertmanager sends a message to every five minutes"),
    topicsKeyArn: arn.describe("ARN of the KMS key that encrypts both topics"),
  })
  .describe(
    "kube-prometheus-stack: Prometheus, Alertmanager, Grafana, the exporters of cluster and nodes. Needs the releases prometheus-operator-crds and cluster-resources",
  );

/** Configuration of {@link Monitoring}. */
export type MonitoringConfig = z.infer<typeof monitoringSchema>;
