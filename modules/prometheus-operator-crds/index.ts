import { Construct } from "constructs";
import { HelmRelease } from "../helm-release";
import type { AddonConfig } from "../platform-context";
import { chartVersions } from "../versions";

/**
 * The custom resource definitions of the Prometheus operator, as a release of their own: Helm never upgrades those that
 * a chart has in its `crds/` folder, and what brings ServiceMonitors must find them.
 * https://github.com/prometheus-community/helm-charts/tree/main/charts/prometheus-operator-crds
 */
export class PrometheusOperatorCrds extends Construct {
  /** The release, for what must come after it. */
  readonly release: HelmRelease["release"];

  constructor(scope: Construct, id: string, { context, namespace, after }: AddonConfig) {
    super(scope, id);
    this.release = new HelmRelease(this, "Default", {
      name: "prometheus-operator-crds",
      namespace,
      chart: { published: chartVersions.prometheusOperatorCrds, mirror: context.chartMirror },
      values: {},
      after,
    }).release;
  }
}
