import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { Construct } from "constructs";
import { ClusterResources, grafanaAdminKubernetesSecretName } from "../../addons/cluster-resources";
import { EfsCsiDriver } from "../../addons/efs-csi-driver";
import { ExternalDns } from "../../addons/external-dns";
import { ExternalSecrets } from "../../addons/external-secrets";
import { controllerRoleName } from "../../addons/external-secrets/schema";
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
import type { databaseRoles } from "../../app/database-roles";
import { AlertTopics } from "../../aws/alert-topics";
import { commonOf, rolePathOf } from "../../aws/common";
import { SecretReader } from "../../aws/secret-reader";
import type { ContractValues } from "../../kit/contract";
import { valueOf } from "../../kit/terms";
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
    const common = {
      ...commonOf(config),
      name,
      region,
      clusterName,
      chartMirror,
      replicas,
      admissionWebhooks,
    };

    const { partition } = new DataAwsPartition(this, "partition");
    // node-exporter needs the host's network and processes, and Alloy reads the logs of the node.
    const monitoring = this.namespace("monitoring", namespaces.monitoring, "privileged");
    const secrets = this.namespace("secrets", namespaces.secrets, "restricted");
    const artist = this.namespace("artist", namespaces.application, "restricted", podReadinessGates);
    const rolesJob = this.namespace("database_roles", namespaces.databaseRoles, "restricted");
    const readers = this.secretReaders(config, partition);

    const topics = new AlertTopics(this, "alerts", {
      ...settings.alerts,
      tags: config.tags,
      name,
      accountId: config.accountId,
    }).outputs;

    const certificate = new AcmCertificateValidation(this, "certificate", {
      certificateArn: config.certificateArn,
      timeouts: { create: "15m" },
    });
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
        instanceProfileName: nodes.instanceProfileName,
        subnetIds: nodes.subnetIds,
        securityGroupIds: nodes.securityGroupIds,
        releaseVersion: nodes.releaseVersion,
        tags: config.tags,
      }),
      efs_csi_driver: release(EfsCsiDriver, {
        ...common,
        namespace: namespaces.system,
        fileSystemArn: config.mediaFileSystemArn,
        accessPointArn: config.mediaAccessPointArn,
      }),
      load_balancer_controller: release(
        LoadBalancerController,
        {
          ...common,
          namespace: namespaces.system,
          vpcId: config.vpcId,
        },
        onNodes,
      ),
      external_dns: release(
        ExternalDns,
        {
          ...common,
          namespace: namespaces.system,
          domainName: config.domainName,
          hostedZoneId: config.hostedZoneId,
        },
        onNodes,
      ),
      external_secrets: release(
        ExternalSecrets,
        {
          ...common,
          namespace: secrets,
          readerRoleArns: [readers.application, readers.databaseRoles, readers.grafana],
        },
        onNodes,
      ),
      cluster_resources: release(ClusterResources, {
        ...common,
        namespace: secrets,
        databaseSubnetCidrs: database.subnetCidrs,
        monitoringNamespace: monitoring,
        metricsStorage: settings.metricsStorage,
        secretReaderRoleArns: {
          [namespaces.application]: readers.application,
          [namespaces.databaseRoles]: readers.databaseRoles,
          [namespaces.monitoring]: readers.grafana,
        },
        grafanaAdminKubernetesSecretName,
        grafanaAdminSecretName: config.grafanaAdminSecretName,
      }),
      kube_prometheus_stack: release(Monitoring, {
        ...common,
        namespace: monitoring,
        retentionDays: settings.metricsRetentionDays,
        storage: settings.metricsStorage,
        alertsTopicArn: topics.alerts_topic_arn,
        heartbeatTopicArn: topics.heartbeat_topic_arn,
        kmsKeyArn: topics.kms_key_arn,
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
      app: release(
        Application,
        {
          ...config.application,
          namespace: artist,
          databaseRolesNamespace: rolesJob,
          region,
          // Of the validation, so that the load balancer gets the certificate only when ACM has issued it.
          certificateArn: certificate.certificateArn,
          secretReaders: {
            applicationRoleArn: readers.application,
            databaseRolesRoleArn: readers.databaseRoles,
          },
          imageRepositoryUrl: config.imageRepositoryUrl,
          database,
          apiKeySecretNames: config.apiKeySecretNames,
          mediaVolumeHandle: config.mediaVolumeHandle,
          publicSubnetIds: config.publicSubnetIds,
          publicSubnetCidrs: config.publicSubnetCidrs,
          monitoringNamespace: monitoring,
        },
        [EfsCsiDriver],
      ),
    });
    this.outputs = { ...app.outputs, monitoring_namespace: monitoring };
  }

  /** The IAM roles of the SecretStores: each reads what its namespace needs, of this stage only. */
  private secretReaders(config: PlatformLayerConfig, partition: string) {
    const { name, region, accountId, kmsKeyArn, database } = config;
    const assumedBy = `arn:${partition}:iam::${accountId}:role${rolePathOf(config)}${controllerRoleName(name)}`;
    const arnOf = (secret: string) =>
      `arn:${partition}:secretsmanager:${region}:${accountId}:secret:${secret}-??????`;
    const passwordOf = (role: (typeof databaseRoles)[number]) =>
      arnOf(valueOf(database.roleSecretNames, role));
    const [app, migrator, readonly] = [passwordOf("app"), passwordOf("migrator"), passwordOf("readonly")];
    const reader = (id: string, externalId: string, secretArns: string[]) =>
      new SecretReader(this, `${id}_secrets`, {
        name: `${name}-secrets-${id.replaceAll("_", "-")}`,
        accountId,
        assumedBy,
        externalId,
        secretArns,
        kmsKeyArn,
        ...commonOf(config),
      }).outputs.role_arn;
    return {
      application: reader("application", namespaces.application, [
        arnOf(`${name}/api-keys/*`),
        app,
        migrator,
      ]),
      databaseRoles: reader("database_roles", namespaces.databaseRoles, [
        database.masterSecretArn,
        app,
        migrator,
        readonly,
      ]),
      grafana: reader("grafana", namespaces.monitoring, [arnOf(config.grafanaAdminSecretName)]),
    };
  }

  private namespace(
    id: string,
    name: string,
    podSecurity: NamespaceConfig["podSecurity"],
    labels: NamespaceConfig["labels"] = {},
  ): string {
    return new Namespace(this, id, { name, podSecurity, labels }).outputs.namespace;
  }
}
