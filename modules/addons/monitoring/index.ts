import { Addon } from "../addon";
import { ClusterResources } from "../cluster-resources";
import { PrometheusOperatorCrds } from "../prometheus-operator-crds";
import { alertmanagerServiceAccount } from "./alertmanager";
import { alertmanagerStatements } from "./policy";
import { kubePrometheusStack, monitoringSchema, type MonitoringConfig } from "./schema";
import { kubePrometheusStackValues } from "./values";

export * from "./schema";

/**
 * kube-prometheus-stack: Prometheus, Alertmanager, Grafana and the exporters of cluster and nodes. Prometheus reads every
 * ServiceMonitor, PodMonitor and PrometheusRule of the cluster, in all namespaces.
 * https://github.com/prometheus-community/helm-charts/tree/main/charts/kube-prometheus-stack
 */
export class Monitoring extends Addon<MonitoringConfig> {
  static readonly schema = monitoringSchema;
  static readonly chart = kubePrometheusStack;
  // The CRDs, which this release leaves out; the StorageClass of the volumes and the Secret of Grafana's administrator.
  static override readonly needs = [PrometheusOperatorCrds, ClusterResources];

  protected override identity(config: MonitoringConfig) {
    return {
      roleName: `${config.name}-alertmanager`,
      clusterName: config.clusterName,
      serviceAccount: alertmanagerServiceAccount,
      policyName: "topics",
      statements: alertmanagerStatements(config),
    };
  }

  protected override values(config: MonitoringConfig) {
    return kubePrometheusStackValues(config);
  }
}
