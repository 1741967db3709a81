import { withoutKey, resourceChanges, type Block } from "../../plan-json";
import type { StackPlan } from "../../stack-plans";
import type { PolicyRow } from "..";
import { isExcepted } from "./exceptions";
import type { FailedCheck } from "./failed-check";

/** What Checkov found, and what it is compared with. */
export interface CheckovFindings {
  readonly after: readonly FailedCheck[];
  /** What it found in the stacks of the base; undefined without a base. */
  readonly before: readonly FailedCheck[] | undefined;
}

const keyOf = ({ stack, address, id }: FailedCheck) => JSON.stringify([stack, address, id]);

const byKey = (failed: readonly FailedCheck[]) => new Map(failed.map((one) => [keyOf(one), one]));

/** Whether a configuration has a resource or data source. */
function has(json: Block, address: string): boolean {
  const [name = "", type = "", data] = address.split(".").reverse();
  const kinds = (json[data ?? "resource"] ?? {}) as Record<string, Block>;
  return kinds[type]?.[name] !== undefined;
}

/** The addresses without keys that a plan changes; undefined if there is no plan. */
function changedIn(plans: readonly StackPlan[], stack: string): ReadonlySet<string> | undefined {
  const planned = plans.find((one) => one.stack === stack);
  return planned?.outcome === "planned"
    ? new Set(resourceChanges(planned.plan).map(({ address }) => withoutKey(address)))
    : undefined;
}

/**
 * What a change adds to the failed checks, without the exceptions of this project, and what it mends. Without a base, what is
 * added is not known: then what the plans make or change must pass, and so must data sources, which no plan changes.
 */
export function checkovRows(
  { after, before }: CheckovFindings,
  plans: readonly StackPlan[],
  configurationOf: (stack: string) => Block,
): PolicyRow[] {
  const [old, now] = [byKey(before ?? []), byKey(after)];
  const isNew = (one: FailedCheck) =>
    before
      ? !old.has(keyOf(one))
      : one.address.startsWith("data.") || (changedIn(plans, one.stack)?.has(one.address) ?? true);
  const added = [...now.values()].filter((one) => isNew(one) && !isExcepted(one));
  const mended = [...old.values()].filter(
    (one) => !now.has(keyOf(one)) && has(configurationOf(one.stack), one.address),
  );
  const row = (
    { stack, address, id, requirement }: FailedCheck,
    verdict: PolicyRow["verdict"],
    sentence: string,
  ): PolicyRow => ({ verdict, rule: `${requirement} (${id})`, stack, address, sentence });
  return [
    ...added.map((one) => row(one, "refused", "does not pass this check of Checkov")),
    ...mended.map((one) => row(one, "mended", "passes this check of Checkov now")),
  ];
}
