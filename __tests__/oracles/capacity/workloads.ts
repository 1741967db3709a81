import { parse } from "yaml";
import { podTemplates, render } from "../../charts/rendering";
import { stackOf, type Stacks } from "../../support/prepared";
import type { Block } from "../../support/terraform-json";
import type { Requests, Workload } from "./packing";

const units: Readonly<Record<string, number>> = { Ki: 1 / 1024, Mi: 1, Gi: 1024, Ti: 1024 * 1024 };

/** A quantity of CPU in thousandths. */
const milliCpu = (text: string | number) => {
  const [, value = "", unit] = /^([\d.]+)(m?)$/.exec(String(text)) ?? [];
  return Math.ceil(Number(value) * (unit === "m" ? 1 : 1000));
};

/** A quantity of memory in MiB. */
function mebibytes(text: string | number): number {
  const [, value = "", unit = ""] = /^([\d.]+)([KMGT]i)$/.exec(String(text)) ?? [];
  const factor = units[unit];
  if (factor === undefined) {
    throw new Error(`not a quantity of memory: ${text}`);
  }
  return Math.ceil(Number(value) * factor);
}

/** Requests of a pod: those of its containers together. A container without requests is an error. */
function requestsOf(...containers: (Block | undefined)[]): Requests {
  const all = containers.map((resources) => {
    if (!resources?.requests?.cpu || !resources.requests.memory) {
      throw new Error(`a container has no requests: ${JSON.stringify(resources)}`);
    }
    return { milliCpu: milliCpu(resources.requests.cpu), memoryMiB: mebibytes(resources.requests.memory) };
  });
  return {
    milliCpu: all.reduce((sum, one) => sum + one.milliCpu, 0),
    memoryMiB: all.reduce((sum, one) => sum + one.memoryMiB, 0),
  };
}

/**
 * Pods of the EKS add-ons, with the requests of their charts.
 * https://github.com/aws/amazon-vpc-cni-k8s/tree/master/charts/aws-vpc-cni (two containers)
 * https://github.com/kubernetes-sigs/aws-ebs-csi-driver/tree/master/charts/aws-ebs-csi-driver (six and three containers)
 * https://github.com/coredns/helm, https://github.com/kubernetes-sigs/metrics-server/tree/master/charts/metrics-server
 */
export const eksAddons: Readonly<Record<string, readonly Workload[]>> = {
  "vpc-cni": [{ name: "aws-node", pods: "each", milliCpu: 50, memoryMiB: 0 }],
  "kube-proxy": [{ name: "kube-proxy", pods: "each", milliCpu: 100, memoryMiB: 0 }],
  "eks-pod-identity-agent": [{ name: "eks-pod-identity-agent", pods: "each", milliCpu: 0, memoryMiB: 0 }],
  coredns: [{ name: "coredns", pods: 2, milliCpu: 100, memoryMiB: 70 }],
  "metrics-server": [{ name: "metrics-server", pods: 2, milliCpu: 100, memoryMiB: 200 }],
  "aws-ebs-csi-driver": [
    { name: "ebs-csi-node", pods: "each", milliCpu: 30, memoryMiB: 120 },
    { name: "ebs-csi-controller", pods: 2, milliCpu: 60, memoryMiB: 240 },
  ],
};

/** Pods of the published charts, from the values of their releases. A chart without pods has none. */
export const publishedCharts: Readonly<Record<string, (values: Block) => Workload[]>> = {
  karpenter_crds: () => [],
  prometheus_operator_crds: () => [],
  karpenter: ({ replicas, controller }) => [
    { name: "karpenter", pods: replicas, apart: true, ...requestsOf(controller.resources) },
  ],
  load_balancer_controller: ({ replicaCount, resources }) => [
    { name: "aws-load-balancer-controller", pods: replicaCount, ...requestsOf(resources) },
  ],
  efs_csi_driver: ({ node, sidecars: { livenessProbe, nodeDriverRegistrar } }) => [
    {
      name: "efs-csi-node",
      pods: "each",
      ...requestsOf(node.resources, livenessProbe.resources, nodeDriverRegistrar.resources),
    },
  ],
  external_dns: ({ resources }) => [{ name: "external-dns", pods: 1, ...requestsOf(resources) }],
  external_secrets: ({ replicaCount, resources, webhook, certController }) => [
    { name: "external-secrets", pods: replicaCount, ...requestsOf(resources) },
    ...(webhook.create
      ? [{ name: "webhook", pods: webhook.replicaCount, ...requestsOf(webhook.resources) }]
      : []),
    ...(certController.create
      ? [{ name: "cert-controller", pods: 1, ...requestsOf(certController.resources) }]
      : []),
  ],
  kube_prometheus_stack: (values) => {
    const { prometheusSpec } = values.prometheus;
    const { alertmanagerSpec } = values.alertmanager;
    const { grafana } = values;
    const sidecar = grafana.sidecar.resources;
    return [
      { name: "prometheus", pods: prometheusSpec.replicas, ...requestsOf(prometheusSpec.resources) },
      { name: "alertmanager", pods: alertmanagerSpec.replicas, ...requestsOf(alertmanagerSpec.resources) },
      { name: "prometheus-operator", pods: 1, ...requestsOf(values.prometheusOperator.resources) },
      // Dashboards and data sources have a sidecar each.
      { name: "grafana", pods: 1, ...requestsOf(grafana.resources, sidecar, sidecar) },
      { name: "kube-state-metrics", pods: 1, ...requestsOf(values["kube-state-metrics"].resources) },
      { name: "node-exporter", pods: "each", ...requestsOf(values["prometheus-node-exporter"].resources) },
    ];
  },
  loki: ({ singleBinary, sidecar, gateway }) => [
    { name: "loki", pods: singleBinary.replicas, ...requestsOf(singleBinary.resources, sidecar.resources) },
    { name: "loki-gateway", pods: 1, ...requestsOf(gateway.resources) },
  ],
  alloy: ({ alloy }) => [{ name: "alloy", pods: "each", ...requestsOf(alloy.resources) }],
};

/** What the charts of this project accept in place of an expression, by what is in it. */
const substitutes: readonly (readonly [RegExp, string])[] = [
  [/\(keys\(/, "[]"],
  [/acm_certificate/, ""],
  [/secret_versions/, "{}"],
  [/namespace_v1\.monitoring\b/, "monitoring"],
  [/:role\//, "arn:aws:iam::111122223333:role/reader"],
  [/volume_handle\b/, "fs-0a::fsap-0a"],
  [/_cidrs\b/, '["10.30.160.0/24"]'],
  [/subnet_ids_by_zone\b/, "subnet-0a"],
  [/security_group_id\b/, "sg-0a"],
  [/role_secret_names\b/, '{"app": "a", "migrator": "m", "readonly": "r"}'],
  [/_names\b/, "{}"],
  [/(port|version)\b/, "1"],
];

/** Values of a release. The expressions in them do not decide about the pods. */
const valuesOf = (text: string): Block =>
  parse(
    text.replaceAll(
      /\$\{(?:[^{}]|\{[^{}]*\})*\}/g,
      (expression) => substitutes.find(([part]) => part.test(expression))?.[1] ?? "expression",
    ),
  );

/** Values of the releases of a stage, by the name of the resource. */
export const releasesOf = (stacks: Stacks, stage: string): Record<string, Block> =>
  Object.fromEntries(
    Object.entries(stackOf(stacks, `${stage}-platform`).resources("helm_release")).map(
      ([name, { values }]) => [name, valuesOf(values[0])],
    ),
  );

/** Charts of this project, by the name of their release. */
export const ownCharts: Readonly<Record<string, string>> = {
  app_base: "artist-base",
  app: "artist",
  cluster_resources: "cluster-resources",
  node_pool: "node-pool",
};

/** Pods of a chart of this project, all of them at once: as many as the autoscaler may start, and every Job. */
export function podsOf(chart: string, values: Block): Workload[] {
  const objects = render(chart, values);
  const most = (name: string) =>
    objects.find(({ kind, spec }) => kind === "HorizontalPodAutoscaler" && spec.scaleTargetRef.name === name)
      ?.spec.maxReplicas;
  return podTemplates(objects).map(({ owner, template }) => {
    const [kind = "", name = ""] = owner.split(" ");
    const own = objects.find((object) => object.kind === kind && object.metadata.name === name);
    const containers = template.spec.containers.map(({ resources }: Block) => resources);
    return { name, pods: most(name) ?? own?.spec.replicas ?? 1, ...requestsOf(...containers) };
  });
}
