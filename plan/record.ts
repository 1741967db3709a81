import { bindingOf, type PlanRecord } from "./plans-file";
import type { SavedPlan } from "./stack-plans";

/**
 * What binds a saved plan to its review.
 *
 * @param changes What the reviewer reads, such as `2 to update`; empty if nothing changes.
 */
export const recordOf = (
  { stack, folder, provisional, mocked, placeholders }: SavedPlan,
  changes: string,
): PlanRecord => ({
  stack,
  changes,
  ...bindingOf(folder),
  provisional: [...provisional],
  mocked: [...mocked],
  placeholders: [...placeholders.keys()],
  progress: "planned",
});
