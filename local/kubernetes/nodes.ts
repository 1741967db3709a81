const region = "us-east-1";
const zones = ["a", "b", "c"];
const nodesPerZone = 2;

/** Sizes of the volumes, and how many there are of each: a claim gets the smallest volume that is large enough. */
const volumes: Record<string, number> = { "10Gi": 10, "50Gi": 10, "200Gi": 5 };

/** Storage class of the volumes: the one that the platform creates. */
const storageClass = "gp3";

/** Nodes as EKS creates them for a managed node group in three zones, and volumes in place of a CSI driver. */
export function clusterObjects(): object {
  const nodes = zones.flatMap((zone, zoneIndex) =>
    Array.from({ length: nodesPerZone }, (_, index) =>
      node(`${region}${zone}`, zoneIndex * nodesPerZone + index + 1),
    ),
  );
  const persistentVolumes = Object.entries(volumes).flatMap(([size, count]) =>
    Array.from({ length: count }, (_, index) => persistentVolume(size, index + 1)),
  );
  return { apiVersion: "v1", kind: "List", items: [...nodes, ...persistentVolumes] };
}

// Addresses of a documentation range (RFC 5737) that pods and Services do not use.
function node(zone: string, number: number): object {
  const name = `ip-203-0-113-${number}.ec2.internal`;
  const instance = `i-${number.toString(16).padStart(17, "0")}`;
  const size = { cpu: "4", memory: "16Gi", pods: "58", "ephemeral-storage": "100Gi" };
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
        "node.kubernetes.io/instance-type": "m6i.xlarge",
        "topology.kubernetes.io/region": region,
        "topology.kubernetes.io/zone": zone,
      },
    },
    spec: { providerID: `aws:///${zone}/${instance}` },
    status: {
      addresses: [
        { type: "InternalIP", address: `203.0.113.${number}` },
        { type: "Hostname", address: name },
      ],
      capacity: size,
      allocatable: { ...size, cpu: "3920m", memory: "15Gi" },
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
