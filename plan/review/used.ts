import type { PlanJson } from "../plan-json";
import type { SavedPlan, StackPlan } from "../stack-plans";
import type { RiskRow } from "./review";

/** The texts in a value: of a list or map, those of its elements. */
const textsIn = (value: unknown): string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];

/** Types that AWS does not delete while something is in them, or has them. */
const keptWhileUsed = ["aws_subnet", "aws_vpc", "aws_security_group"];

/** The names of such resources that a plan deletes. */
function deletedIn({ resource_changes: changes = [] }: PlanJson): Set<string> {
  const deleted = changes.filter(
    ({ type, change }) => keptWhileUsed.includes(type) && change.actions.join() === "delete",
  );
  return new Set(deleted.flatMap(({ change: { before } }) => textsIn([before?.["id"], before?.["arn"]])));
}

/** The outputs of a stack that lose the name of a resource which its plan deletes. */
function losing({
  stack,
  plan,
}: SavedPlan): { readonly output: string; readonly names: readonly string[] }[] {
  const deleted = deletedIn(plan);
  return Object.entries(plan.output_changes ?? {}).flatMap(([name, { before, after }]) => {
    const left = new Set(textsIn(after));
    const names = textsIn(before).filter((text) => deleted.has(text) && !left.has(text));
    return names.length > 0 ? [{ output: `${stack}.${name}`, names }] : [];
  });
}

/**
 * Deleted resources that later stacks still use: their plans leave them, but are applied afterwards, and AWS does not delete
 * what is in use.
 */
export function usedRows(plans: readonly StackPlan[]): RiskRow[] {
  const saved = plans.filter((plan) => plan.outcome === "planned");
  return saved.flatMap((plan) =>
    losing(plan).flatMap(({ output, names }) => {
      const users = saved.filter(({ provisional }) => provisional.includes(output)).map(({ stack }) => stack);
      return users.length === 0
        ? []
        : [
            {
              risk: "destruction" as const,
              stack: plan.stack,
              address: output,
              sentence: `loses ${names.join(", ")}, which ${users.join(" and ")} still use: AWS refuses to delete what is in use, so that these stacks must leave it first (docs/running-terraform.md)`,
            },
          ];
    }),
  );
}
