import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Configuration } from "../../config";
import { environmentOf } from "../../local/stack-environment";
import { releasesOf } from "../../local/offline/planned-releases";
import { resourceChanges, type ResourceChange } from "../../plan/plan-json";
import { planStacks as savePlans, withoutRefresh } from "../../plan/stack-plans";
import { noInterrupts } from "../../terraform/interrupts";
import { synthesize } from "../support/synthesis";
import type { Block } from "../support/terraform-json";

/** The stacks of this machine in the order of their deployment. */
const stacks = ["emulator-bootstrap", "local-network", "local-data", "local-cluster", "local-platform"];

/** Synthesized stacks by name. */
export type Stacks = Record<string, Block>;

/** The stacks of a configuration. */
export const synthesized = (configuration: Configuration): Stacks =>
  Object.fromEntries(Object.entries(synthesize(configuration)).map(([name, { json }]) => [name, json]));

/** What decides where the resources of a stack are. */
const placeOf = ({ terraform, provider }: Block) => {
  const [{ default_tags: _, ...aws } = {}] = (provider?.["aws"] ?? []) as Block[];
  return JSON.stringify([terraform.backend, aws, { ...provider, aws: undefined }]);
};

/** Plans of a configuration beside the deployed one. */
export interface PlannedStacks {
  /** A stack that would be in another place: another account, region or cluster. Then nothing is planned. */
  readonly elsewhere?: string;
  /** The changes in all stacks, with the folder in which each stack was planned. */
  readonly changes: readonly { readonly change: ResourceChange; readonly folder: string }[];
}

/**
 * Plans the stacks that differ from the deployed ones, in the order of their deployment, each with the planned outputs of
 * those before it.
 *
 * @param use Called with the plans, before their folders are removed.
 */
export async function planStacks<T>(
  deployed: Stacks,
  configuration: Configuration,
  use: (planned: PlannedStacks) => T | Promise<T>,
): Promise<T> {
  const other = synthesized(configuration);
  const elsewhere = stacks.find(
    (stack) => !other[stack] || placeOf(other[stack]) !== placeOf(deployed[stack] as Block),
  );
  if (elsewhere !== undefined) {
    return use({ elsewhere, changes: [] });
  }
  const folder = mkdtempSync(join(tmpdir(), "changes-"));
  try {
    const plans = await savePlans({
      configurations: new Map(stacks.map((stack) => [stack, other[stack] as Block])),
      isSelected: () => true,
      isAffected: (stack) => JSON.stringify(other[stack]) !== JSON.stringify(deployed[stack]),
      folder,
      flagsOf: () => [withoutRefresh],
      env: environmentOf,
      report: () => undefined,
      interrupts: noInterrupts,
    });
    const changes = plans.flatMap((planned) => {
      if (planned.outcome !== "planned") {
        throw new Error(planned.reason);
      }
      const { plan, folder: own } = planned;
      return releasesOf(resourceChanges(plan)).map((change) => ({ change, folder: own }));
    });
    return await use({ changes });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs work for each item, two at a time. */
export async function inPairs<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const next = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      await work(item);
    }
  };
  await Promise.all([next(), next()]);
}
