import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { addonContract } from "../addon";
import type { ContractValues } from "../../kit/contract";
import { HelmRelease } from "../../kubernetes/helm-release";
import { projectPath } from "../../kit/project-path";
import { clusterResourcesSchema, type ClusterResourcesConfig } from "./schema";

export * from "./schema";

/** What the add-ons need of custom resources: the default storage class, and the secret of Grafana's administrator. */
export class ClusterResources extends Construct {
  static readonly schema = clusterResourcesSchema;
  static readonly contract = addonContract;
  readonly outputs: ContractValues<typeof addonContract>;
  /** The release, for what must come after it. */
  readonly release: HelmRelease["release"];

  constructor(
    scope: Construct,
    id: string,
    config: ClusterResourcesConfig,
    after: ITerraformDependable[] = [],
  ) {
    super(scope, id);
    this.release = new HelmRelease(this, "Default", {
      name: "cluster-resources",
      namespace: config.namespace,
      chart: { folder: projectPath("charts", "cluster-resources") },
      values: {
        region: config.region,
        grafana: {
          namespace: config.monitoringNamespace,
          secretName: config.grafanaAdminSecret,
          adminSecret: config.grafanaAdminSecretName,
        },
      },
      after,
    }).release;
    this.outputs = { release_name: this.release.name };
  }
}
