import { Construct } from "constructs";
import { App } from "../../app";
import { ClusterResources } from "../../addons/cluster-resources";
import type { ContractValues } from "../../kit/contract";
import { format } from "../../kit/terms";
import { ExternalSecrets } from "../../addons/external-secrets";
import { LoadBalancerController } from "../../addons/load-balancer-controller";
import { Logging } from "../../addons/logging";
import { Monitoring } from "../../addons/monitoring";
import { Namespace } from "../../kubernetes/namespace";
import { PrometheusOperatorCrds } from "../../addons/prometheus-operator-crds";
import { platformLayerContract, platformLayerSchema, type PlatformLayerConfig } from "./schema";

export * from "./schema";

const grafanaAdminSecret = "grafana-admin";

/** What runs in the cluster of a stage: add-ons in the order of what they need, then the application. */
export class PlatformLayer extends Construct {
  static readonly schema = platformLayerSchema;
  static readonly contract = platformLayerContract;
  readonly outputs: ContractValues<typeof platformLayerContract>;

  constructor(scope: Construct, id: string, config: PlatformLayerConfig) {
    super(scope, id);
    const { name, region, clusterName, kmsKeyArn, settings } = config;
    const { chartMirror, replicas, admissionWebhooks } = settings;
    const common = { name, region, clusterName, chartMirror, replicas, admissionWebhooks };

    // node-exporter needs the host's network and processes.
    const monitoring = this.namespace("monitoring", "monitoring", "privileged");
    const secrets = this.namespace("secrets", "external-secrets", "restricted");
    const artist = this.namespace("artist", "artist", "restricted");

    const crds = new PrometheusOperatorCrds(this, "prometheus_operator_crds", {
      ...common,
      namespace: monitoring,
    });
    const loadBalancers = new LoadBalancerController(
      this,
      "load_balancer_controller",
      { ...common, namespace: "kube-system", vpcId: config.vpcId },
      [crds.release],
    );
    const externalSecrets = new ExternalSecrets(
      this,
      "external_secrets",
      {
        ...common,
        namespace: secrets,
        kmsKeyArn,
        // The secrets of the stage, and of no other.
        secretArns: [
          format("arn:aws:secretsmanager:%s:%s:secret:%s/*", region, config.accountId, name),
          config.database.masterSecret,
        ],
      },
      [crds.release],
    );
    const resources = new ClusterResources(
      this,
      "cluster_resources",
      {
        ...common,
        namespace: secrets,
        monitoringNamespace: monitoring,
        grafanaAdminSecret,
        grafanaAdminSecretName: config.grafanaAdminSecretName,
      },
      [externalSecrets.release],
    );
    const metrics = new Monitoring(
      this,
      "kube_prometheus_stack",
      {
        ...common,
        namespace: monitoring,
        retentionDays: settings.metricsRetentionDays,
        storage: settings.metricsStorage,
        grafanaAdminSecret,
      },
      [crds.release, resources.release],
    );
    new Logging(
      this,
      "loki",
      {
        ...common,
        namespace: monitoring,
        retentionDays: settings.logRetentionDays,
        bucketName: config.logBucketName,
        bucketArn: config.logBucketArn,
        kmsKeyArn,
      },
      [resources.release],
    );
    const app = new App(
      this,
      "app",
      {
        ...config.application,
        namespace: artist,
        region,
        imageRepository: config.imageRepository,
        database: config.database,
        apiKeySecrets: config.apiKeySecrets,
        loadBalancerCidrs: config.loadBalancerCidrs,
        monitoringNamespace: monitoring,
      },
      [loadBalancers.release, externalSecrets.release, metrics.release],
    );
    this.outputs = { ...app.outputs, monitoring_namespace: monitoring };
  }

  private namespace(id: string, name: string, podSecurity: "privileged" | "restricted"): string {
    return new Namespace(this, id, { name, podSecurity }).outputs.name;
  }
}
