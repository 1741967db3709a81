import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { Construct } from "constructs";
import { ClusterResources, grafanaAdminKubernetesSecretName } from "../../addons/cluster-resources";
import { ExternalSecrets } from "../../addons/external-secrets";
import { Karpenter } from "../../addons/karpenter";
import { KarpenterCrds } from "../../addons/karpenter-crds";
import { LoadBalancerController, podReadinessGates } from "../../addons/load-balancer-controller";
import { LogCollector } from "../../addons/log-collector";
import { Logging } from "../../addons/logging";
import { Monitoring } from "../../addons/monitoring";
import { installReleases, release } from "../../addons/needs";
import { NodePool } from "../../addons/node-pool";
import { PrometheusOperatorCrds } from "../../addons/prometheus-operator-crds";
import { Application } from "../../app";
import { AlertTopics } from "../../aws/alert-topics";
import type { ContractValues } from "../../kit/contract";
import { Namespace, type NamespaceConfig } from "../../kubernetes/namespace";
import { namespaces } from "../../kubernetes/namespaces";
import { platformLayerContract, platformLayerSchema, type PlatformLayerConfig } from "./schema";

export * from "./schema";

/**
 * Everything that runs in the cluster of a stage. Construct ids are parts of resource addresses. The order of the
 * releases follows from the `needs` of their classes, not from the order here.
 *
 * @throws {NeedsError} if a release needs another one that is not here
 */
export class PlatformLayer extends Construct {
  static readonly schema = platformLayerSchema;
  static readonly contract = platformLayerContract;
  readonly outputs: ContractValues<typeof platformLayerContract>;

  constructor(scope: Construct, id: string, config: PlatformLayerConfig) {
    super(scope, id);
    const { name, region, clusterName, kmsKeyArn, settings, database } = config;
    const { chartMirror, replicas, admissionWebhooks } = settings;
    const common = { name, region, clusterName, chartMirror, replicas, admissionWebhooks };

    const { partition } = new DataAwsPartition(this, "partition");
    // node-exporter needs the host's network and processes, and Alloy reads the logs of the node.
    const monitoring = this.namespace("monitoring", namespaces.monitoring, "privileged");
    const secrets = this.namespace("secrets", namespaces.secrets, "restricted");
    const artist = this.namespace("artist", namespaces.application, "restricted", podReadinessGates);

    const topics = new AlertTopics(this, "alerts", {
      ...settings.alerts,
      name,
      accountId: config.accountId,
    }).outputs;

    // Pods that do not fit on the node group need its nodes until they are deleted. Releases that need one of these follow.
    const onNodes = [NodePool];
    const { nodes } = config;
    const { app } = installReleases(this, {
      prometheus_operator_crds: release(PrometheusOperatorCrds, { ...common, namespace: monitoring }),
      karpenter_crds: release(KarpenterCrds, { ...common, namespace: namespaces.system }),
      karpenter: release(Karpenter, {
        ...common,
        namespace: namespaces.system,
        nodeRoleArn: nodes.roleArn,
        queueName: nodes.queueName,
        queueArn: nodes.queueArn,
      }),
      node_pool: release(NodePool, {
        ...settings.nodePool,
        namespace: namespaces.system,
        instanceProfile: nodes.instanceProfile,
        subnetIds: nodes.subnetIds,
        securityGroupIds: nodes.securityGroupIds,
        releaseVersion: nodes.releaseVersion,
        tags: config.tags,
      }),
      load_balancer_controller: release(
        LoadBalancerController,
        {
          ...common,
          namespace: namespaces.system,
          vpcId: config.vpcId,
          tags: config.tags,
        },
        onNodes,
      ),
      external_secrets: release(
        ExternalSecrets,
        {
          ...common,
          namespace: secrets,
          kmsKeyArn,
          // The secrets of this stage, whose names begin with its prefix, and of no other stage.
          secretArns: [
            `arn:${partition}:secretsmanager:${region}:${config.accountId}:secret:${name}/*`,
            database.masterSecret,
          ],
        },
        onNodes,
      ),
      cluster_resources: release(ClusterResources, {
        ...common,
        namespace: secrets,
        databaseCidrs: database.cidrs,
        monitoringNamespace: monitoring,
        metricsStorage: settings.metricsStorage,
        grafanaAdminKubernetesSecretName,
        grafanaAdminSecretsManagerName: config.grafanaAdminSecretsManagerName,
      }),
      kube_prometheus_stack: release(Monitoring, {
        ...common,
        namespace: monitoring,
        retentionDays: settings.metricsRetentionDays,
        storage: settings.metricsStorage,
        alertsTopicArn: topics.alerts_arn,
        heartbeatTopicArn: topics.heartbeat_arn,
        topicsKeyArn: topics.kms_key_arn,
        grafanaAdminKubernetesSecretName,
      }),
      loki: release(Logging, {
        ...common,
        namespace: monitoring,
        retentionDays: settings.logRetentionDays,
        bucketName: config.logBucketName,
        bucketArn: config.logBucketArn,
        kmsKeyArn,
      }),
      alloy: release(LogCollector, { ...common, namespace: monitoring }),
      app: release(Application, {
        ...config.application,
        namespace: artist,
        region,
        imageRepository: config.imageRepository,
        database,
        apiKeySecrets: config.apiKeySecrets,
        loadBalancerCidrs: config.loadBalancerCidrs,
        monitoringNamespace: monitoring,
      }),
    });
    this.outputs = { ...app.outputs, monitoring_namespace: monitoring };
  }
  private namespace(
    id: string,
    name: string,
    podSecurity: NamespaceConfig["podSecurity"],
    labels: NamespaceConfig["labels"] = {},
  ): string {
    return new Namespace(this, id, { name, podSecurity, labels }).outputs.name;
  }
}
