import { Addon } from "../addon";
import {
  prometheusOperatorCrds,
  prometheusOperatorCrdsSchema,
  type PrometheusOperatorCrdsConfig,
} from "./schema";

export * from "./schema";

/**
 * The custom resource definitions of the Prometheus operator, as a release of their own: Helm never upgrades the
 * definitions in a chart's `crds/` folder, and charts that make ServiceMonitors need the definitions first.
 * https://github.com/prometheus-community/helm-charts/tree/main/charts/prometheus-operator-crds
 */
export class PrometheusOperatorCrds extends Addon<PrometheusOperatorCrdsConfig> {
  static readonly schema = prometheusOperatorCrdsSchema;
  static readonly chart = prometheusOperatorCrds;
}
