import { format, wholeTimes } from "../../kit/terms";
import { containerResources } from "../../kubernetes/resources";
import { storageClassName } from "../cluster-resources/schema";
import { lokiUrl } from "../logging/schema";
import { alertmanagerConfiguration, alertmanagerServiceAccount } from "./alertmanager";
import type { MonitoringConfig } from "./schema";

const selectEverything = {
  serviceMonitorSelectorNilUsesHelmValues: false,
  podMonitorSelectorNilUsesHelmValues: false,
  probeSelectorNilUsesHelmValues: false,
  ruleSelectorNilUsesHelmValues: false,
  scrapeConfigSelectorNilUsesHelmValues: false,
};

/** EKS does not expose these components: their targets would always be down. */
const hiddenByEks = {
  kubeEtcd: { enabled: false },
  kubeControllerManager: { enabled: false },
  kubeScheduler: { enabled: false },
  kubeProxy: { enabled: false },
};

const volume = (size: string) => ({
  volumeClaimTemplate: {
    spec: {
      storageClassName,
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: size } },
    },
  },
});

/** https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusSpec */
const prometheusSpec = ({ replicas, retentionDays, storage }: MonitoringConfig) => ({
  ...selectEverything,
  replicas,
  retention: format("%sd", retentionDays),
  // 80 % of the volume: the write-ahead log and compaction need space beside the blocks.
  retentionSize: format("%sGiB", wholeTimes(storage, 0.8)),
  storageSpec: volume(format("%sGi", storage)),
  resources: containerResources("200m", "1Gi", "2Gi"),
});

/** https://github.com/grafana-community/helm-charts/tree/main/charts/grafana */
const grafana = ({ grafanaAdminKubernetesSecretName }: MonitoringConfig) => ({
  admin: {
    existingSecret: grafanaAdminKubernetesSecretName,
    userKey: "username",
    passwordKey: "password",
  },
  // Dashboards and data sources are code: a new pod has them all.
  persistence: { enabled: false },
  initChownData: { enabled: false },
  testFramework: { enabled: false },
  sidecar: {
    dashboards: { searchNamespace: "ALL" },
    resources: containerResources("10m", "96Mi", "192Mi"),
  },
  additionalDataSources: [{ name: "Loki", type: "loki", uid: "loki", access: "proxy", url: lokiUrl }],
  resources: containerResources("50m", "192Mi", "512Mi"),
});

/** Values of the chart. https://github.com/prometheus-community/helm-charts/tree/main/charts/kube-prometheus-stack */
export const kubePrometheusStackValues = (config: MonitoringConfig) => ({
  fullnameOverride: "monitoring",
  // They are a release of their own: prometheus-operator-crds.
  crds: { enabled: false },
  ...hiddenByEks,
  prometheusOperator: {
    admissionWebhooks: { enabled: config.admissionWebhooks },
    tls: { enabled: config.admissionWebhooks },
    resources: containerResources("50m", "128Mi", "256Mi"),
  },
  prometheus: { prometheusSpec: prometheusSpec(config) },
  alertmanager: {
    serviceAccount: { name: alertmanagerServiceAccount },
    config: alertmanagerConfiguration(config),
    alertmanagerSpec: {
      replicas: config.replicas,
      storage: volume("2Gi"),
      resources: containerResources("10m", "64Mi", "128Mi"),
    },
  },
  grafana: grafana(config),
  "kube-state-metrics": { resources: containerResources("10m", "64Mi", "256Mi") },
  "prometheus-node-exporter": { resources: containerResources("10m", "32Mi", "64Mi") },
});
