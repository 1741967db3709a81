import type { Block, PlanJson } from "../../../plan/plan-json";
import type { SavedPlan } from "../../../plan/stack-plans";

type Planned = NonNullable<PlanJson["resource_changes"]>[number];

/** A planned change of a resource. */
export function planned(
  address: string,
  actions: string[],
  before: Block | null,
  after: Block | null,
  more: Partial<Planned["change"]> = {},
): Planned {
  return {
    address,
    mode: "managed",
    type: address.split(".")[0] ?? "",
    change: { actions, before, after, after_unknown: {}, before_sensitive: {}, after_sensitive: {}, ...more },
  };
}

/** A saved plan of a stack. */
export const saved = (stack: string, plan: PlanJson, more: Partial<SavedPlan> = {}): SavedPlan => ({
  stack,
  outcome: "planned",
  folder: "",
  plan,
  flags: [],
  provisional: [],
  mocked: [],
  placeholders: new Map(),
  ...more,
});
