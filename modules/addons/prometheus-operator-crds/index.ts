import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { addonContract } from "../addon";
import type { ContractValues } from "../../kit/contract";
import { HelmRelease } from "../../kubernetes/helm-release";
import { chartVersions } from "../../versions";
import { prometheusOperatorCrdsSchema, type PrometheusOperatorCrdsConfig } from "./schema";

export * from "./schema";

/**
 * The custom resource definitions of the Prometheus operator, as a release of their own: Helm never upgrades those that
 * a chart has in its `crds/` folder, and what brings ServiceMonitors must find them.
 * https://github.com/prometheus-community/helm-charts/tree/main/charts/prometheus-operator-crds
 */
export class PrometheusOperatorCrds extends Construct {
  static readonly schema = prometheusOperatorCrdsSchema;
  static readonly contract = addonContract;
  readonly outputs: ContractValues<typeof addonContract>;
  /** The release, for what must come after it. */
  readonly release: HelmRelease["release"];

  constructor(
    scope: Construct,
    id: string,
    config: PrometheusOperatorCrdsConfig,
    after: ITerraformDependable[] = [],
  ) {
    super(scope, id);
    this.release = new HelmRelease(this, "Default", {
      name: "prometheus-operator-crds",
      namespace: config.namespace,
      chart: { published: chartVersions.prometheusOperatorCrds, mirror: config.chartMirror },
      values: {},
      after,
    }).release;
    this.outputs = { release_name: this.release.name };
  }
}
