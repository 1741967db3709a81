import { Construct } from "constructs";
import { HelmRelease } from "../helm-release";
import type { AddonConfig } from "../platform-context";
import { projectPath } from "../project-path";

/** What {@link ClusterResources} is made from. */
export interface ClusterResourcesConfig extends AddonConfig {
  /** Namespace of Grafana. */
  readonly monitoringNamespace: string;
  /** Kubernetes Secret for Grafana's administrator. */
  readonly grafanaAdminSecret: string;
  /** Secrets Manager name of the secret that holds the administrator's `username` and `password`. */
  readonly grafanaAdminSecretName: string;
}

/** What the add-ons need of custom resources: the default storage class, and the secret of Grafana's administrator. */
export class ClusterResources extends Construct {
  /** The release, for what must come after it. */
  readonly release: HelmRelease["release"];

  constructor(scope: Construct, id: string, config: ClusterResourcesConfig) {
    super(scope, id);
    this.release = new HelmRelease(this, "Default", {
      name: "cluster-resources",
      namespace: config.namespace,
      chart: { folder: projectPath("charts", "cluster-resources") },
      values: {
        region: config.context.region,
        grafana: {
          namespace: config.monitoringNamespace,
          secretName: config.grafanaAdminSecret,
          adminSecret: config.grafanaAdminSecretName,
        },
      },
      after: config.after,
    }).release;
  }
}
