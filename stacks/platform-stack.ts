import { Fn } from "cdktf";
import type { Construct } from "constructs";
import { App } from "../modules/app";
import { apiKeyNames } from "../modules/app/api-keys";
import { ClusterResources } from "../modules/cluster-resources";
import { ExternalSecrets } from "../modules/external-secrets";
import { LoadBalancerController } from "../modules/load-balancer-controller";
import { Logging } from "../modules/logging";
import { Monitoring } from "../modules/monitoring";
import { Namespace } from "../modules/namespace";
import type { PlatformContext } from "../modules/platform-context";
import { PrometheusOperatorCrds } from "../modules/prometheus-operator-crds";
import { clusterProviders } from "./cluster-providers";
import {
  bootstrapContract,
  clusterContract,
  dataContract,
  networkContract,
  platformContract,
} from "./contracts";
import type { StagePlace } from "./layer-stack";
import { StageStack } from "./stage-stack";

const grafanaAdminSecret = "grafana-admin";

/** What runs in the cluster of a stage: add-ons in the order of what they need, then the application. */
export class PlatformStack extends StageStack {
  constructor(scope: Construct, place: StagePlace, below: StageStack[]) {
    super(scope, "platform", place, below);
    const bootstrap = bootstrapContract.read(
      this,
      "bootstrap",
      this.stateOf(`${place.accountName}-bootstrap`),
    );
    const network = networkContract.read(this, "network", this.layerState("network"));
    const data = dataContract.read(this, "data", this.layerState("data"));
    const cluster = clusterContract.read(this, "cluster", this.layerState("cluster"));
    const { platform, application } = this.stage;
    const context: PlatformContext = {
      prefix: this.prefix,
      region: place.region,
      clusterName: cluster.cluster_name,
      chartMirror: platform.chartMirror,
      replicas: platform.replicas,
      admissionWebhooks: platform.admissionWebhooks,
    };
    clusterProviders(this, cluster, this.stage);

    // node-exporter needs the host's network and processes.
    const monitoring = new Namespace(this, "monitoring", { name: "monitoring", podSecurity: "privileged" })
      .name;
    const secrets = new Namespace(this, "secrets", { name: "external-secrets", podSecurity: "restricted" })
      .name;
    const artist = new Namespace(this, "artist", { name: "artist", podSecurity: "restricted" }).name;

    const crds = new PrometheusOperatorCrds(this, "prometheus_operator_crds", {
      context,
      namespace: monitoring,
    });
    const loadBalancers = new LoadBalancerController(this, "load_balancer_controller", {
      context,
      namespace: "kube-system",
      vpcId: network.vpc_id,
      after: [crds.release],
    });
    const externalSecrets = new ExternalSecrets(this, "external_secrets", {
      context,
      namespace: secrets,
      secretArns: [this.secretArns(), data.database_master_secret_arn],
      kmsKeyArn: data.kms_key_arn,
      after: [crds.release],
    });
    const resources = new ClusterResources(this, "cluster_resources", {
      context,
      namespace: secrets,
      monitoringNamespace: monitoring,
      grafanaAdminSecret,
      grafanaAdminSecretName: data.grafana_admin_secret_name,
      after: [externalSecrets.release],
    });
    const metrics = new Monitoring(this, "kube_prometheus_stack", {
      context,
      namespace: monitoring,
      retentionDays: platform.metricsRetentionDays,
      storage: platform.metricsStorage,
      grafanaAdminSecret,
      after: [crds.release, resources.release],
    });
    new Logging(this, "loki", {
      context,
      namespace: monitoring,
      retentionDays: platform.logRetentionDays,
      bucketName: data.log_bucket_name,
      bucketArn: data.log_bucket_arn,
      kmsKeyArn: data.kms_key_arn,
      after: [resources.release],
    });
    const imageRepository = Fn.lookup(bootstrap.repository_urls, "ai-artist-api");
    const app = new App(this, "app", application, {
      namespace: artist,
      region: place.region,
      imageRepository,
      database: {
        host: data.database_host,
        port: data.database_port,
        name: data.database_name,
        masterSecret: data.database_master_secret_arn,
        roleSecrets: data.database_role_secret_names,
        roleSecretsVersion: data.database_role_secrets_version,
        cidrs: network.database_subnet_cidrs,
      },
      apiKeys: apiKeyNames,
      apiKeySecrets: data.api_key_secret_names,
      loadBalancerCidrs: network.public_subnet_cidrs,
      monitoringNamespace: monitoring,
      after: [loadBalancers.release, externalSecrets.release, metrics.release],
    });

    platformContract.publish(this, {
      application_namespace: artist,
      application_release: app.releaseName,
      application_image: `${imageRepository}:${application.imageTag}`,
      monitoring_namespace: monitoring,
    });
  }

  /** The secrets of the stage, and of no other. */
  private secretArns(): string {
    const { region, account } = this.place;
    return `arn:aws:secretsmanager:${region}:${account.id}:secret:${this.prefix}/*`;
  }
}
