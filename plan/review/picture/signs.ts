import type { Action, ChangeReview } from "../review";

/** A sign for each action, beside its name or its colour. */
export const signs: Readonly<Record<Action, string>> = {
  create: "+",
  update: "~",
  replace: "±",
  delete: "−",
  move: "→",
  import: "←",
  forget: "×",
  run: "▶",
};

/** From the most to the least severe. */
const severity: readonly Action[] = [
  "delete",
  "replace",
  "forget",
  "update",
  "create",
  "import",
  "move",
  "run",
];

/** How many changes have each action, the most severe first. */
export const actionCounts = (
  changes: readonly Pick<ChangeReview, "action">[],
): (readonly [Action, number])[] =>
  severity
    .map((action) => [action, changes.filter((one) => one.action === action).length] as const)
    .filter(([, count]) => count > 0);
