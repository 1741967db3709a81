import type { Stage } from "../../../config";
import { instanceType, instanceTypes } from "../../../local/kubernetes/instance-types";
import { stackOf, type Stacks } from "../../support/prepared";
import type { Pool, Workload } from "./packing";
import { eksAddons, ownCharts, podsOf, publishedCharts, releasesOf } from "./workloads";

/** Pods of the platform of a stage: EKS add-ons and published charts. */
export function platformOf(stacks: Stacks, stage: string): Workload[] {
  const cluster = stackOf(stacks, `${stage}-cluster`);
  const addons = ["addons_before_nodes", "addons"].flatMap((id) =>
    Object.keys(cluster.resource(`aws_eks_addon.${id}`).for_each),
  );
  const releases = Object.entries(releasesOf(stacks, stage));
  return [
    ...addons.flatMap((name) => eksAddons[name] ?? []),
    ...releases.flatMap(([name, values]) => publishedCharts[name]?.(values) ?? []),
  ];
}

/** Pods of the charts of this project in a stage. */
export const applicationOf = (stacks: Stacks, stage: string): Workload[] =>
  Object.entries(releasesOf(stacks, stage)).flatMap(([name, values]) => {
    const chart = ownCharts[name];
    return chart === undefined ? [] : podsOf(chart, values);
  });

/** The types of the table that the NodePool of a stage accepts, smallest first. */
export function poolOf({ platform: { nodePool } }: Stage): Pool {
  const types = Object.keys(instanceTypes).filter((name) => {
    const [, category = "", generation, size = ""] = /^([a-z]+)(\d+)[a-z]*\.(.*)$/.exec(name) ?? [];
    return (
      nodePool.instanceCategories.includes(category) &&
      Number(generation) >= nodePool.minimumGeneration &&
      nodePool.instanceSizes.includes(size)
    );
  });
  return {
    types: types.sort((one, other) => instanceType(one).vcpus - instanceType(other).vcpus),
    limits: { cpu: nodePool.cpuLimit, memory: nodePool.memoryLimit },
  };
}
