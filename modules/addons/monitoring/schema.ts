import type { z } from "zod";
import { addonSchema } from "../addon";
import { kubernetesName, wholeNumber } from "../../kit/rules";

/** What the monitoring is made from. */
export const monitoringSchema = addonSchema
  .pick({ namespace: true, chartMirror: true, replicas: true, admissionWebhooks: true })
  .extend({
    retentionDays: wholeNumber(1, 90, "days").default(15).describe("How long metrics are kept, days"),
    storage: wholeNumber(5, 2048, "GiB").default(50).describe("Volume of Prometheus, GiB"),
    grafanaAdminSecret: kubernetesName
      .default("grafana-admin")
      .describe("Kubernetes Secret with `username` and `password` of Grafana's administrator"),
  })
  .describe("kube-prometheus-stack: Prometheus, Alertmanager, Grafana, the exporters of cluster and nodes");

/** Configuration of {@link Monitoring}. */
export type MonitoringConfig = z.infer<typeof monitoringSchema>;
