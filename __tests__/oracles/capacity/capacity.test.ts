import { configurations, stackOf } from "../../support/prepared";
import { Packing, type Workload } from "./packing";
import { applicationOf, platformOf, poolOf } from "./stage";
import { eksAddons, ownCharts, publishedCharts, releasesOf } from "./workloads";

const [, { configuration, stacks }] = configurations()[0];
const stages = Object.entries(configuration.stages).map(([name, stage]) => ({ name, stage }));

describe.each(stages)("the nodes of $name", ({ name, stage }) => {
  const { size, instanceTypes: types } = stage.cluster.nodeGroup;

  it("have every EKS add-on and every release in the tables of this test", () => {
    const cluster = stackOf(stacks, `${name}-cluster`);
    const addons = ["addons_before_nodes", "addons"].flatMap((id) =>
      Object.keys(cluster.resource(`aws_eks_addon.${id}`).for_each),
    );
    expect(addons.sort()).toEqual(Object.keys(eksAddons).sort());
    expect(Object.keys(releasesOf(stacks, name)).sort()).toEqual(
      [...Object.keys(publishedCharts), ...Object.keys(ownCharts)].sort(),
    );
  });

  // Karpenter itself must run without nodes that it adds, and a destroy of the NodePool leaves only these nodes.
  it.each(types)("of the node group have room for the platform, with %s", (type) => {
    expect(new Packing(type, size, platformOf(stacks, name)).missing).toEqual([]);
  });

  it.each(types)("and what Karpenter may add have room for everything at once, with %s", (type) => {
    const all = [...platformOf(stacks, name), ...applicationOf(stacks, name)];
    expect(new Packing(type, size, all, poolOf(stage)).missing).toEqual([]);
  });
});

describe("the placement of pods", () => {
  const small = "m6i.large";
  const pod = (
    name: string,
    pods: Workload["pods"],
    milliCpu: number,
    more: Partial<Workload> = {},
  ): Workload => ({
    name,
    pods,
    milliCpu,
    memoryMiB: 100,
    ...more,
  });

  it("reports what does not fit, and what is free", () => {
    expect(new Packing(small, 1, [pod("a", 2, 1000)]).missing).toEqual([
      "a: needs 1000m/100Mi; free: 930m/6803Mi",
    ]);
  });

  it("has a pod of a DaemonSet on every node, also on one that is added", () => {
    const daemon = pod("agent", "each", 500);
    const pool = { types: [small], limits: { cpu: 2, memory: 8 } };
    const { nodes, missing } = new Packing(small, 1, [pod("a", 2, 1400), daemon], pool);
    expect(nodes.map(({ names }) => names)).toEqual([
      ["agent", "a"],
      ["agent", "a"],
    ]);
    expect(missing).toEqual([]);
    expect(new Packing(small, 1, [pod("a", 3, 1400), daemon], pool).missing).toHaveLength(1);
  });

  it("keeps pods apart, and off nodes that are added", () => {
    const pool = { types: [small], limits: { cpu: 100, memory: 400 } };
    const karpenter = pod("karpenter", 2, 100, { apart: true });
    expect(new Packing(small, 2, [karpenter], pool).missing).toEqual([]);
    expect(new Packing(small, 1, [karpenter], pool).missing).toHaveLength(1);
  });

  it("counts pods: a node has no more addresses", () => {
    expect(new Packing(small, 1, [pod("a", 29, 1)]).missing).toEqual([]);
    expect(new Packing(small, 1, [pod("a", 30, 1)]).missing).toHaveLength(1);
  });
});
