import { instanceType, nodeSize, type Size } from "../../../local/kubernetes/instance-types";

/** Requests of a pod: CPU in thousandths, memory in MiB. */
export interface Requests {
  readonly milliCpu: number;
  readonly memoryMiB: number;
}

/** Pods of one workload. */
export interface Workload extends Requests {
  readonly name: string;
  /** How many; `each`: one on every node. */
  readonly pods: number | "each";
  /** Whether no two of its pods may be on one node, and none on a node that Karpenter adds. */
  readonly apart?: boolean;
}

/** Nodes that Karpenter may add. */
export interface Pool {
  /** Names of instance types, in the order of preference. */
  readonly types: readonly string[];
  /** Most of all its nodes together: vCPUs and GiB. */
  readonly limits: { readonly cpu: number; readonly memory: number };
}

interface Node {
  /** Its instance type. */
  readonly type: string;
  free: Size;
  readonly added: boolean;
  readonly names: string[];
}

const minus = (free: Size, { milliCpu, memoryMiB }: Requests): Size => ({
  milliCpu: free.milliCpu - milliCpu,
  memoryMiB: free.memoryMiB - memoryMiB,
  pods: free.pods - 1,
});

const isLeft = ({ milliCpu, memoryMiB, pods }: Size) => milliCpu >= 0 && memoryMiB >= 0 && pods >= 0;

/** Of the CPU or the memory of a node, the larger share: pods with more are placed first. */
const share = ({ milliCpu, memoryMiB }: Requests, { allocatable }: ReturnType<typeof nodeSize>) =>
  Math.max(milliCpu / allocatable.milliCpu, memoryMiB / allocatable.memoryMiB);

/** Where pods are placed, largest first, each on the first node that has room. */
export class Packing {
  readonly nodes: Node[];
  /** Pods without a node, a line each. */
  readonly missing: string[] = [];
  private readonly onEach: readonly Workload[];
  private used = { cpu: 0, memory: 0 };

  constructor(
    type: string,
    count: number,
    workloads: readonly Workload[],
    private readonly pool?: Pool,
  ) {
    this.onEach = workloads.filter(({ pods }) => pods === "each");
    this.nodes = Array.from({ length: count }, () => this.node(type, false));
    const full = this.nodes.find(({ free }) => !isLeft(free));
    if (full) {
      this.missing.push(`a node is too small for the pods of every node: ${full.names.join(", ")}`);
    }
    const size = nodeSize(instanceType(type));
    const single = workloads
      .flatMap((one) => Array.from({ length: one.pods === "each" ? 0 : one.pods }, () => one))
      .sort(
        (one, other) =>
          Number(other.apart ?? false) - Number(one.apart ?? false) || share(other, size) - share(one, size),
      );
    for (const pod of single) {
      this.place(pod);
    }
  }

  private node(type: string, added: boolean): Node {
    return {
      type,
      free: this.onEach.reduce(minus, nodeSize(instanceType(type)).allocatable),
      added,
      names: this.onEach.map(({ name }) => name),
    };
  }

  private place(pod: Workload): void {
    const accepts = ({ free, added, names }: Node) =>
      isLeft(minus(free, pod)) && !(pod.apart && (added || names.includes(pod.name)));
    const node = this.nodes.find(accepts) ?? (pod.apart ? undefined : this.addNode(accepts));
    if (!node) {
      const free = this.nodes.map((one) => `${one.free.milliCpu}m/${one.free.memoryMiB}Mi`).join(" ");
      this.missing.push(`${pod.name}: needs ${pod.milliCpu}m/${pod.memoryMiB}Mi; free: ${free}`);
      return;
    }
    node.free = minus(node.free, pod);
    node.names.push(pod.name);
  }

  /** Adds the smallest node that has room, if the limits of the pool allow it. */
  private addNode(accepts: (node: Node) => boolean): Node | undefined {
    for (const type of this.pool?.types ?? []) {
      const node = this.node(type, true);
      const { vcpus, memoryMiB } = instanceType(type);
      const used = { cpu: this.used.cpu + vcpus, memory: this.used.memory + memoryMiB / 1024 };
      const { cpu = 0, memory = 0 } = this.pool?.limits ?? {};
      if (accepts(node) && used.cpu <= cpu && used.memory <= memory) {
        this.used = used;
        this.nodes.push(node);
        return node;
      }
    }
    return undefined;
  }
}
