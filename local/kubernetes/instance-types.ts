/** What a node of an EC2 instance type has. */
export interface InstanceType {
  readonly vcpus: number;
  readonly memoryMiB: number;
  /** Network interfaces of the default network card. */
  readonly interfaces: number;
  /** IPv4 addresses of each interface. */
  readonly addresses: number;
}

/**
 * The instance types that the stages name, and larger ones of m6i that Karpenter may choose.
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html
 */
export const instanceTypes: Readonly<Record<string, InstanceType>> = {
  "m5.large": { vcpus: 2, memoryMiB: 8192, interfaces: 3, addresses: 10 },
  "m5.xlarge": { vcpus: 4, memoryMiB: 16_384, interfaces: 4, addresses: 15 },
  "m6i.large": { vcpus: 2, memoryMiB: 8192, interfaces: 3, addresses: 10 },
  "m6i.xlarge": { vcpus: 4, memoryMiB: 16_384, interfaces: 4, addresses: 15 },
  "m6i.2xlarge": { vcpus: 8, memoryMiB: 32_768, interfaces: 4, addresses: 15 },
  "m6i.4xlarge": { vcpus: 16, memoryMiB: 65_536, interfaces: 8, addresses: 30 },
};

/** CPU in thousandths, memory in MiB, and the number of pods. */
export interface Size {
  readonly milliCpu: number;
  readonly memoryMiB: number;
  readonly pods: number;
}

/** What a node has, and what of it pods can request. */
export interface NodeSize {
  readonly capacity: Size;
  readonly allocatable: Size;
}

/** Share of the memory that the hypervisor and the kernel use: what Karpenter assumes (`settings.vmMemoryOverheadPercent`). */
const memoryOverhead = 0.075;

/** Memory below which the kubelet evicts pods, MiB. */
const evictionThreshold = 100;

/** CPU that the kubelet keeps: ten-thousandths of the thousandths of each range, as nodeadm has them. */
const reservedCpu = [
  { from: 0, to: 1000, share: 600 },
  { from: 1000, to: 2000, share: 100 },
  { from: 2000, to: 4000, share: 50 },
  { from: 4000, to: Infinity, share: 25 },
];

/**
 * The size of a node with the EKS image of Amazon Linux 2023: what its program nodeadm tells the kubelet to keep, and the
 * number of addresses that the VPC CNI has.
 * https://github.com/awslabs/amazon-eks-ami/blob/main/nodeadm/internal/kubelet/config.go
 * https://karpenter.sh/docs/reference/settings/
 */
export function nodeSize({ vcpus, memoryMiB, interfaces, addresses }: InstanceType): NodeSize {
  const pods = interfaces * (addresses - 1) + 2;
  const milliCpu = vcpus * 1000;
  const memory = memoryMiB - Math.ceil(memoryMiB * memoryOverhead);
  const keptCpu = reservedCpu
    .map(({ from, to, share }) => Math.floor((Math.max(0, Math.min(milliCpu, to) - from) * share) / 10_000))
    .reduce((sum, one) => sum + one, 0);
  const keptMemory = 255 + 11 * pods + evictionThreshold;
  return {
    capacity: { milliCpu, memoryMiB: memory, pods },
    allocatable: { milliCpu: milliCpu - keptCpu, memoryMiB: memory - keptMemory, pods },
  };
}

/** The instance type with a name. @throws if the table does not have it */
export function instanceType(name: string): InstanceType {
  const found = instanceTypes[name];
  if (!found) {
    throw new Error(
      `no size of the instance type ${name}: add it to local/kubernetes/instance-types.ts; there are ${Object.keys(instanceTypes).join(", ")}`,
    );
  }
  return found;
}
