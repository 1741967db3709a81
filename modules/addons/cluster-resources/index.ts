import { Addon } from "../addon";
import { ExternalSecrets } from "../external-secrets";
import { clusterResources, clusterResourcesSchema, type ClusterResourcesConfig } from "./schema";

export * from "./schema";

/**
 * Custom resources that other add-ons use: the default StorageClass, the Secret of Grafana's administrator, and the
 * NetworkPolicies of the namespaces of the add-ons, and the admission policy of SecretStores. They are a release because
 * `kubernetes_manifest` needs the custom resource definitions when Terraform plans.
 * https://external-secrets.io/latest/api/externalsecret/
 */
export class ClusterResources extends Addon<ClusterResourcesConfig> {
  static readonly schema = clusterResourcesSchema;
  static readonly chart = clusterResources;
  // SecretStore and ExternalSecret are its custom resources, and its webhook validates them.
  static override readonly needs = [ExternalSecrets];

  protected override values(config: ClusterResourcesConfig) {
    return {
      region: config.region,
      databaseCidrs: config.databaseSubnetCidrs,
      secretReaders: config.secretReaderRoleArns,
      grafana: {
        namespace: config.monitoringNamespace,
        kubernetesSecretName: config.grafanaAdminKubernetesSecretName,
        secretsManagerName: config.grafanaAdminSecretName,
      },
      metrics: { namespace: config.monitoringNamespace, storage: config.metricsStorage },
    };
  }
}
