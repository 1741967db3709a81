import type { Stage } from "../../config";
import { instanceType, nodeSize, type Size } from "./instance-types";

/** Sizes of the volumes, and how many there are of each: a claim gets the smallest volume that is large enough. */
const volumes: Record<string, number> = { "10Gi": 10, "50Gi": 10, "200Gi": 5 };

/** Storage class of the volumes: the one that the platform creates. */
const storageClass = "gp3";

/**
 * The nodes of a stage as EKS creates them for its node group: as many, in its zones, and with the size of its first instance
 * type, so that the scheduler refuses pods that would not fit. And volumes in place of a CSI driver.
 */
export function clusterObjects({ region, network, cluster }: Pick<Stage, "region" | "network" | "cluster">) {
  const { size, instanceTypes, diskSize } = cluster.nodeGroup;
  const zones = network.availabilityZones;
  const [type = ""] = instanceTypes;
  const nodes = Array.from({ length: size }, (_, index) =>
    node({ region, zone: zones[index % zones.length] ?? "", type, diskSize, number: index + 1 }),
  );
  const persistentVolumes = Object.entries(volumes).flatMap(([size, count]) =>
    Array.from({ length: count }, (_, index) => persistentVolume(size, index + 1)),
  );
  return { apiVersion: "v1", kind: "List", items: [...nodes, ...persistentVolumes] };
}

/** A node to make. */
export interface NodeOptions {
  readonly region: string;
  readonly zone: string;
  readonly type: string;
  readonly diskSize: number;
  /** Decides about its name, its address and its instance ID: 1 to 65,535. */
  readonly number: number;
}

/** A node of an instance type. Its address is of a range for tests (RFC 2544), which pods and Services do not use. */
export function node({ region, zone, type, diskSize, number }: NodeOptions) {
  const address = `198.18.${Math.floor(number / 256)}.${number % 256}`;
  const name = `ip-${address.replaceAll(".", "-")}.ec2.internal`;
  const instance = `i-${number.toString(16).padStart(17, "0")}`;
  const { capacity, allocatable } = nodeSize(instanceType(type));
  const quantities = ({ milliCpu, memoryMiB, pods }: Size) => ({
    cpu: `${milliCpu}m`,
    memory: `${memoryMiB}Mi`,
    pods: String(pods),
    "ephemeral-storage": `${diskSize}Gi`,
  });
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "eks.amazonaws.com/capacityType": "ON_DEMAND",
        "eks.amazonaws.com/nodegroup": "general",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "node.kubernetes.io/instance-type": type,
        "topology.kubernetes.io/region": region,
        "topology.kubernetes.io/zone": zone,
      },
    },
    spec: { providerID: `aws:///${zone}/${instance}` },
    status: {
      addresses: [
        { type: "InternalIP", address },
        { type: "Hostname", address: name },
      ],
      capacity: quantities(capacity),
      allocatable: quantities(allocatable),
    },
  };
}

function persistentVolume(size: string, number: number): object {
  const name = `local-${size.toLowerCase()}-${number}`;
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name },
    spec: {
      capacity: { storage: size },
      accessModes: ["ReadWriteOnce"],
      storageClassName: storageClass,
      // Nothing mounts it: pods are simulated. A kwok stage makes a released volume available again.
      hostPath: { path: `/nonexistent/${name}` },
      persistentVolumeReclaimPolicy: "Retain",
    },
  };
}
