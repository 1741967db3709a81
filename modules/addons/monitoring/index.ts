import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { addonContract } from "../addon";
import type { ContractValues } from "../../kit/contract";
import { format, wholeTimes } from "../../kit/terms";
import { HelmRelease } from "../../kubernetes/helm-release";
import { chartVersions } from "../../versions";
import { monitoringSchema, type MonitoringConfig } from "./schema";

export * from "./schema";

const selectEverything = {
  serviceMonitorSelectorNilUsesHelmValues: false,
  podMonitorSelectorNilUsesHelmValues: false,
  probeSelectorNilUsesHelmValues: false,
  ruleSelectorNilUsesHelmValues: false,
  scrapeConfigSelectorNilUsesHelmValues: false,
};

/** EKS shows none of these: their targets would be down for ever. */
const hiddenByEks = {
  kubeEtcd: { enabled: false },
  kubeControllerManager: { enabled: false },
  kubeScheduler: { enabled: false },
  kubeProxy: { enabled: false },
};

const volume = (size: string) => ({
  volumeClaimTemplate: {
    spec: {
      storageClassName: "gp3",
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: size } },
    },
  },
});

const resources = (cpu: string, memory: string, limit: string) => ({
  requests: { cpu, memory },
  limits: { memory: limit },
});

/**
 * kube-prometheus-stack: Prometheus, Alertmanager, Grafana and the exporters of cluster and nodes. Every
 * ServiceMonitor, PodMonitor and rule of the cluster is found, whoever brought it.
 * https://github.com/prometheus-community/helm-charts/tree/main/charts/kube-prometheus-stack
 */
export class Monitoring extends Construct {
  static readonly schema = monitoringSchema;
  static readonly contract = addonContract;
  readonly outputs: ContractValues<typeof addonContract>;
  /** The release, for what must come after it. */
  readonly release: HelmRelease["release"];

  constructor(scope: Construct, id: string, config: MonitoringConfig, after: ITerraformDependable[] = []) {
    super(scope, id);
    const { namespace } = config;
    this.release = new HelmRelease(this, "Default", {
      name: "kube-prometheus-stack",
      namespace,
      chart: { published: chartVersions.kubePrometheusStack, mirror: config.chartMirror },
      values: {
        fullnameOverride: "monitoring",
        // They come as a release of their own.
        crds: { enabled: false },
        ...hiddenByEks,
        prometheusOperator: {
          admissionWebhooks: { enabled: config.admissionWebhooks },
          tls: { enabled: config.admissionWebhooks },
          resources: resources("50m", "128Mi", "256Mi"),
        },
        prometheus: { prometheusSpec: this.prometheus(config) },
        alertmanager: {
          alertmanagerSpec: {
            replicas: config.replicas,
            storage: volume("2Gi"),
            resources: resources("10m", "64Mi", "128Mi"),
          },
        },
        grafana: this.grafana(config),
        "kube-state-metrics": { resources: resources("10m", "64Mi", "256Mi") },
        "prometheus-node-exporter": { resources: resources("10m", "32Mi", "64Mi") },
      },
      after,
    }).release;
    this.outputs = { release_name: this.release.name };
  }

  private prometheus({ replicas, retentionDays, storage }: MonitoringConfig) {
    return {
      ...selectEverything,
      replicas,
      retention: format("%sd", retentionDays),
      // Below the volume: the write-ahead log and compaction need room beside the blocks.
      retentionSize: format("%sGiB", wholeTimes(storage, 0.8)),
      storageSpec: volume(format("%sGi", storage)),
      resources: resources("200m", "1Gi", "2Gi"),
    };
  }

  private grafana({ grafanaAdminSecret }: MonitoringConfig) {
    return {
      admin: { existingSecret: grafanaAdminSecret, userKey: "username", passwordKey: "password" },
      // Dashboards and data sources come as code: nothing is lost with the pod.
      persistence: { enabled: false },
      initChownData: { enabled: false },
      testFramework: { enabled: false },
      sidecar: {
        dashboards: { searchNamespace: "ALL" },
        resources: resources("10m", "96Mi", "192Mi"),
      },
      additionalDataSources: [
        { name: "Loki", type: "loki", uid: "loki", access: "proxy", url: "http://loki-gateway" },
      ],
      resources: resources("50m", "192Mi", "512Mi"),
    };
  }
}
