import { parseCidr } from "../modules/kit/cidr";
import type { StageRule } from "./stage-rule";

/** IPv4 addresses that the VPC CNI takes for a node: all of its network interfaces. */
interface SizeOfInstance {
  readonly vcpus: number;
  readonly addresses: number;
}

/**
 * The most that an instance type of a size has, of any family: the number of interfaces times the addresses of each.
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-type-specifications.html
 */
function sizeOf(size: string): SizeOfInstance {
  const small: Readonly<Record<string, number>> = {
    nano: 2 * 2,
    micro: 2 * 2,
    small: 3 * 4,
    medium: 3 * 6,
    large: 3 * 12,
  };
  const addresses = Object.hasOwn(small, size) ? small[size] : undefined;
  if (addresses !== undefined) {
    return { vcpus: 2, addresses };
  }
  // Bare metal has the size of the largest instances.
  const times = Number(/^([0-9]*)xlarge$/.exec(size)?.[1] ?? 24) || 1;
  return { vcpus: times * 4, addresses: times >= 12 ? 15 * 50 : times > 2 ? 8 * 30 : 4 * 15 };
}

const partOfType = (type: string) => type.slice(type.indexOf(".") + 1);

/** Each private subnet is 1/16 of the VPC. AWS keeps five addresses of it; the control plane, EFS and others have some. */
const privateBits = 4;
const kept = 16;

/** GiB of memory for each vCPU in the family with the least: c. */
const leastMemory = 2;

/**
 * The nodes of the node group, and those that Karpenter may add, have addresses in the private subnets, if they are spread over
 * the zones. Without an address, a pod does not start.
 * https://docs.aws.amazon.com/eks/latest/best-practices/ip-opt.html
 */
export const addressesSuffice: StageRule = ({ stage, refuse }) => {
  const { network, cluster, platform } = stage;
  const block = parseCidr(network?.cidr ?? "");
  const { size, instanceTypes } = cluster?.nodeGroup ?? {};
  const { cpuLimit, memoryLimit, instanceSizes } = platform?.nodePool ?? {};
  const zones = network?.availabilityZones?.length;
  if (!block || !zones || size === undefined || cpuLimit === undefined || memoryLimit === undefined) {
    return;
  }
  const known = (values: readonly (string | undefined)[] = []) =>
    values.filter((value) => value !== undefined);
  const group = known(instanceTypes).map((type) => sizeOf(partOfType(type)).addresses);
  const pool = known(instanceSizes).map((one) => sizeOf(one).addresses / sizeOf(one).vcpus);
  const added = Math.min(cpuLimit, memoryLimit / leastMemory) * Math.max(0, ...pool);
  // Another list of instance types makes a second group before the nodes of the first one are drained.
  const needed = Math.ceil((2 * size * Math.max(0, ...group) + added) / zones);
  const usable = 2 ** (32 - block.prefix - privateBits) - kept;
  if (needed > usable) {
    refuse(
      ["network", "cidr"],
      network?.cidr,
      `a larger block, more zones, or fewer nodes: with cluster.nodeGroup and platform.nodePool, nodes take up to ${needed} addresses in each zone, of ${usable}`,
    );
  }
};
