import { parse } from "yaml";
import { isBlock, type Block } from "../plan-json";
import { running, used, type Cost, type Resource } from "./items";
import { instancePrice, prices } from "./prices";

/** The instance type in which the limits of Karpenter's nodes are counted, because Karpenter chooses the types itself. */
const countedIn = { type: "m6i.xlarge", cpu: 4, memory: 16 };

const gibibytes = (size: unknown) => Number(String(size).replace(/Gi$/, ""));

/** The values of a release. In a synthesized stack, expressions take the place of some. */
const valuesOf = ({ values }: Resource): Block =>
  Object.assign(
    {},
    ...[values["values"] ?? []]
      .flat()
      .map((text) => parse(String(text).replaceAll(/\$\{.*\}/g, "expression"))),
  ) as Block;

/** Sizes of the volumes that the pods of a release claim, in GB, together: of each replica its own. */
function claimed(value: unknown, replicas = 1): number {
  if (!isBlock(value)) {
    return 0;
  }
  const copies = typeof value["replicas"] === "number" ? value["replicas"] : replicas;
  const { volumeClaimTemplate: template, persistence, ...others } = value;
  const claim = template as { spec: { resources: { requests: { storage: string } } } } | undefined;
  const { enabled, size } = (persistence ?? {}) as Block;
  return (
    (claim ? copies * gibibytes(claim.spec.resources.requests.storage) : 0) +
    (enabled === true ? copies * gibibytes(size) : 0) +
    Object.values(others).reduce<number>((sum, inner) => sum + claimed(inner, copies), 0)
  );
}

/** The nodes that Karpenter may add. */
function addedNodes({ limits, diskSize }: Block): Cost[] {
  const { cpu, memory } = limits as Block;
  const nodes = Math.floor(Math.min(Number(cpu) / countedIn.cpu, gibibytes(memory) / countedIn.memory));
  const drivers = ["platform.nodePool.cpuLimit", "platform.nodePool.memoryLimit"];
  return [
    running(
      `Nodes of Karpenter, counted in ${countedIn.type}`,
      0,
      instancePrice(countedIn.type),
      drivers,
      nodes,
    ),
    running(
      "EBS gp3, root volumes of Karpenter's nodes",
      0,
      prices.ebs,
      [...drivers, "platform.nodePool.diskSize"],
      nodes * Number(diskSize),
    ),
    running(
      "Detailed monitoring of Karpenter's nodes, metrics",
      0,
      prices.detailedMonitoringMetric,
      drivers,
      nodes * metricsOfInstance,
    ),
  ];
}

/** Metrics of EC2 detailed monitoring for an instance, as the source of the price counts them. */
export const metricsOfInstance = 7;

/** What the volumes of a release depend on. */
const volumeDrivers: Readonly<Record<string, readonly string[]>> = {
  "kube-prometheus-stack": ["platform.metricsStorage", "platform.replicas"],
};

/** What a Helm release makes in AWS: volumes, nodes and load balancers. */
export function releaseCosts(release: Resource): Cost[] {
  const name = String(release.values["name"]);
  const values = valuesOf(release);
  const volumes = claimed(values);
  const host = (values["ingress"] as Block | undefined)?.["host"];
  return [
    ...(volumes > 0
      ? [running(`EBS gp3, volumes of ${name}`, volumes, prices.ebs, volumeDrivers[name] ?? [])]
      : []),
    ...(values["limits"] !== undefined && values["diskSize"] !== undefined ? addedNodes(values) : []),
    ...(host !== undefined && host !== ""
      ? [
          running("Application Load Balancer", 1, prices.loadBalancer, ["application.host"]),
          used("Capacity units of the load balancer", prices.loadBalancerUnits),
        ]
      : []),
  ];
}
