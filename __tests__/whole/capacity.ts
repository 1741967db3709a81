import { setTimeout as sleep } from "node:timers/promises";
import { readConfiguration } from "../../config";
import { node } from "../../local/kubernetes/nodes";
import { Packing, type Workload } from "../oracles/capacity/packing";
import { applicationOf, platformOf, poolOf } from "../oracles/capacity/stage";
import { connection, synthesize } from "../support/synthesis";
import type { Kubectl } from "./dry-run";

const label = "capacity-test";

/** Of a node of the node group, or of one that Karpenter adds. */
const groupLabel = "capacity-test-group";

/** The pods of a workload, without containers that would run: the scheduler reads their requests. */
function objectOf({ name, pods, milliCpu, memoryMiB, apart }: Workload, namespace: string): object {
  const labels = { app: name };
  const resources = { requests: { cpu: `${milliCpu}m`, memory: `${memoryMiB}Mi` } };
  const separate = {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { labelSelector: { matchLabels: labels }, topologyKey: "kubernetes.io/hostname" },
      ],
    },
  };
  return {
    apiVersion: "apps/v1",
    kind: pods === "each" ? "DaemonSet" : "Deployment",
    metadata: { name, namespace },
    spec: {
      ...(pods !== "each" && { replicas: pods }),
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          // As the charts of DaemonSets have it, they take a place from pods that can be elsewhere.
          ...(pods === "each" && { priorityClassName: "system-node-critical" }),
          nodeSelector: { [label]: "true", ...(apart && { [groupLabel]: "true" }) },
          tolerations: [{ key: label, operator: "Exists" }],
          affinity: apart ? separate : {},
          containers: [{ name: "container", image: "example.com/none", resources }],
        },
      },
    },
  };
}

/**
 * Tests of the capacity of a stage with the scheduler of Kubernetes: nodes of its instance types, which accept no other
 * pods, and pods with the requests of its releases.
 */
export function capacityTests(stageName: string, kubectl: Kubectl): void {
  const configuration = readConfiguration(connection);
  const stacks = synthesize(configuration);
  const stage = configuration.stages[stageName];
  if (stage === undefined) {
    throw new Error(`no stage ${stageName}`);
  }
  const { size, instanceTypes, diskSize } = stage.cluster.nodeGroup;
  const [type = ""] = instanceTypes;
  const zones = stage.network.availabilityZones;
  const namespace = `capacity-${stageName}`;
  const apply = (items: object[]) =>
    kubectl(
      ["apply", "--server-side", "--filename=-"],
      JSON.stringify({ apiVersion: "v1", kind: "List", items }),
    );

  const addNodes = (types: readonly string[], first: number, isGroup: boolean) =>
    apply(
      types.map((one, index) => {
        const number = first + index;
        const zone = zones[index % zones.length] ?? "";
        const made = node({ region: stage.region, zone, type: one, diskSize, number });
        Object.assign(made.metadata.labels, { [label]: "true", [groupLabel]: String(isGroup) });
        const taints = [{ key: label, value: "true", effect: "NoSchedule" }];
        return { ...made, spec: { ...made.spec, taints } };
      }),
    );

  /** Names of the workloads of pods without a node, when the scheduler has tried each pod. */
  async function unscheduled(count: number): Promise<string[]> {
    for (;;) {
      const { items } = JSON.parse(kubectl(["get", "pods", `--namespace=${namespace}`, "--output=json"])) as {
        items: {
          metadata: { labels: { app: string } };
          spec: { nodeName?: string };
          status: { conditions?: { type: string; reason?: string }[] };
        }[];
      };
      const tried = items.filter(
        ({ spec, status }) =>
          spec.nodeName !== undefined || status.conditions?.some(({ reason }) => reason === "Unschedulable"),
      );
      if (tried.length === count) {
        return items
          .filter(({ spec }) => spec.nodeName === undefined)
          .map(({ metadata }) => metadata.labels.app)
          .sort();
      }
      await sleep(500);
    }
  }

  describe(`the scheduler of Kubernetes, with the nodes of ${stageName}`, () => {
    const platform = platformOf(stacks, stageName);
    const all = [...platform, ...applicationOf(stacks, stageName)];
    const { nodes } = new Packing(type, size, all, poolOf(stage));
    const added = nodes.filter((one) => one.added).map((one) => one.type);
    const podsOf = (workloads: readonly Workload[], nodeCount: number) =>
      workloads.reduce((sum, { pods }) => sum + (pods === "each" ? nodeCount : pods), 0);

    beforeAll(() => {
      apply([{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }]);
      addNodes(
        Array.from({ length: size }, () => type),
        1001,
        true,
      );
    });
    afterAll(() => {
      kubectl(["delete", "namespace", namespace]);
      kubectl(["delete", "nodes", `--selector=${label}`]);
    });

    it("has a node of the node group for every pod of the platform", async () => {
      apply(platform.map((workload) => objectOf(workload, namespace)));
      expect(await unscheduled(podsOf(platform, size))).toEqual([]);
    }, 120_000);

    it(`has a node for everything at once, with ${added.length} that Karpenter adds, and not without them`, async () => {
      apply(all.map((workload) => objectOf(workload, namespace)));
      expect((await unscheduled(podsOf(all, size))).length > 0).toBe(added.length > 0);
      if (added.length > 0) {
        addNodes(added, 2001, false);
        expect(await unscheduled(podsOf(all, nodes.length))).toEqual([]);
      }
    }, 120_000);
  });
}
