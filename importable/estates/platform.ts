import { controllerRoleName } from "../../modules/addons/external-secrets/schema";
import { podReadinessGates } from "../../modules/addons/load-balancer-controller/schema";
import { namespaces } from "../../modules/kubernetes/namespaces";
import { Reference } from "../hcl";
import { accountId, element, name, output, region, type EstateModule } from "./block";

const cluster_name = output("cluster", "cluster_name");
const vpc_id = output("network", "vpc_id");
const kms_key_arn = output("key", "kms_key_arn");
const monitoring = output("monitoring_namespace", "namespace");
const password = (role: string) => element("database_roles", "secret_arns", role);
const readerOf = (label: string) => output(`${label}_secrets`, "role_arn");

const beforeInstalling = {
  after: ["cluster", "addons"],
  reason:
    "Terraform needs its access to the cluster, and the pods need nodes and DNS, until the last pod is deleted",
};

const namespace = (label: string, of: string, values: Record<string, unknown> = {}): EstateModule => ({
  label: `${label}_namespace`,
  path: "namespace",
  values: { name: of, ...values },
  ...beforeInstalling,
});

/** external-secrets assumes the role for SecretStores of one namespace. */
const secretReader = (label: string, namespaceName: string, secret_arns: unknown): EstateModule => ({
  label: `${label}_secrets`,
  path: "secret-reader",
  values: {
    name: `${name}-secrets-${label.replaceAll("_", "-")}`,
    account_id: accountId,
    assumed_by: `arn:aws:iam::${accountId}:role/${controllerRoleName(name)}`,
    external_id: namespaceName,
    secret_arns,
    kms_key_arn,
  },
});

const onNodes = {
  after: ["prometheus_operator_crds", "node_pool"],
  reason:
    "The chart makes a ServiceMonitor, and pods that do not fit on the node group need the nodes of Karpenter until they are deleted",
};

/** What is installed in the cluster before the application, and its roles and topics. */
export const platform: readonly EstateModule[] = [
  {
    label: "alert_topics",
    path: "alert-topics",
    values: { name, account_id: accountId, emails: { operations: "operations@example.com" } },
  },
  secretReader(
    "application",
    namespaces.application,
    new Reference(
      'concat(values(module.api_keys.secret_arns), [for role in ["app", "migrator"] : module.database_roles.secret_arns[role]])',
    ),
  ),
  secretReader("database_roles", namespaces.databaseRoles, [
    output("database", "master_secret_arn"),
    ...["app", "migrator", "readonly"].map(password),
  ]),
  secretReader("grafana", namespaces.monitoring, [element("grafana_credentials", "secret_arns", "admin")]),
  // node-exporter needs the host's network and processes, and Alloy reads the logs of the node.
  namespace("monitoring", namespaces.monitoring, { pod_security: "privileged" }),
  namespace("secrets", namespaces.secrets),
  namespace("application", namespaces.application, { labels: podReadinessGates }),
  namespace("database_roles", namespaces.databaseRoles),
  {
    label: "prometheus_operator_crds",
    path: "prometheus-operator-crds",
    values: { namespace: monitoring },
  },
  { label: "karpenter_crds", path: "karpenter-crds", values: {}, ...beforeInstalling },
  {
    label: "karpenter",
    path: "karpenter",
    values: {
      name,
      region,
      cluster_name,
      node_role_arn: output("node_provisioning", "karpenter_node_role_arn"),
      queue_name: output("node_provisioning", "karpenter_queue_name"),
      queue_arn: output("node_provisioning", "karpenter_queue_arn"),
    },
    after: ["karpenter_crds", "prometheus_operator_crds"],
    reason: "The controller needs its custom resource definitions, and the chart makes a ServiceMonitor",
  },
  {
    label: "node_pool",
    path: "node-pool",
    values: {
      instance_profile_name: output("node_provisioning", "karpenter_instance_profile_name"),
      subnet_ids: output("network", "private_subnet_ids"),
      security_group_ids: [
        output("cluster", "cluster_security_group_id"),
        output("network", "database_client_security_group_id"),
      ],
    },
    after: ["karpenter"],
    reason: "Karpenter adds the nodes, and terminates them when the node pool is deleted",
  },
  {
    label: "efs_csi_driver",
    path: "efs-csi-driver",
    values: {
      name,
      cluster_name,
      file_system_arn: output("media", "file_system_arn"),
      access_point_arn: output("media", "access_point_arn"),
    },
    ...beforeInstalling,
  },
  {
    label: "load_balancer_controller",
    path: "load-balancer-controller",
    values: { name, region, cluster_name, vpc_id },
    ...onNodes,
  },
  {
    label: "external_dns",
    path: "external-dns",
    values: {
      name,
      region,
      cluster_name,
      domain_name: output("domain", "domain_name"),
      hosted_zone_id: output("domain", "hosted_zone_id"),
    },
    ...onNodes,
  },
  {
    label: "external_secrets",
    path: "external-secrets",
    values: {
      name,
      namespace: output("secrets_namespace", "namespace"),
      cluster_name,
      reader_role_arns: ["application", "database_roles", "grafana"].map(readerOf),
    },
    ...onNodes,
  },
  {
    label: "cluster_resources",
    path: "cluster-resources",
    values: {
      namespace: output("secrets_namespace", "namespace"),
      region,
      database_subnet_cidrs: output("network", "database_subnet_cidrs"),
      monitoring_namespace: monitoring,
      secret_reader_role_arns: {
        [namespaces.application]: readerOf("application"),
        [namespaces.databaseRoles]: readerOf("database_roles"),
        [namespaces.monitoring]: readerOf("grafana"),
      },
      grafana_admin_secret_name: element("grafana_credentials", "secret_names", "admin"),
    },
    after: ["external_secrets"],
    reason: "Its webhook validates the SecretStores, which are its custom resources",
  },
  {
    label: "monitoring",
    path: "monitoring",
    values: {
      name,
      namespace: monitoring,
      region,
      cluster_name,
      alerts_topic_arn: output("alert_topics", "alerts_topic_arn"),
      heartbeat_topic_arn: output("alert_topics", "heartbeat_topic_arn"),
      kms_key_arn: output("alert_topics", "kms_key_arn"),
    },
    after: ["prometheus_operator_crds", "cluster_resources"],
    reason:
      "It needs the custom resource definitions, the StorageClass of its volumes and the Secret of Grafana's administrator",
  },
  {
    label: "logging",
    path: "logging",
    values: {
      name,
      namespace: monitoring,
      region,
      cluster_name,
      bucket_name: output("logs", "bucket_name"),
      bucket_arn: output("logs", "bucket_arn"),
      kms_key_arn,
    },
    after: ["cluster_resources"],
    reason: "Its volume is of their StorageClass",
  },
  {
    label: "log_collector",
    path: "log-collector",
    values: { namespace: monitoring },
    after: ["logging"],
    reason: "It sends the logs of all pods to Loki",
  },
];
