import {
  riskTitles,
  risks,
  type Action,
  type Review,
  type Risk,
  type RiskRow,
  type StackReview,
} from "./review";

/** Numbers of changes of a stack. */
export type Counts = Readonly<Record<Action, number>>;

/** The actions, in the order in which they are counted. */
export const actions = [
  "create",
  "update",
  "replace",
  "delete",
  "move",
  "import",
  "forget",
] as const satisfies Action[];

export function countsOf(stacks: readonly StackReview[]): Counts {
  const all = stacks.flatMap(({ changes }) => changes.map(({ action }) => action));
  return Object.fromEntries(
    actions.map((action) => [action, all.filter((one) => one === action).length]),
  ) as Counts;
}

/** A number with a noun, such as `2 stacks`. */
export const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** Such as `3 to create, 1 to replace`. */
export const countsText = (counts: Counts) =>
  actions
    .filter((action) => counts[action] > 0)
    .map((action) => `${counts[action]} to ${action}`)
    .join(", ");

/** Whether applying the plan of a stack would do anything. */
export const hasChanges = ({ changes, outputs }: StackReview) => changes.length > 0 || outputs.length > 0;

/** The risks that a review has, each with its rows. */
export const risksOf = ({
  risks: rows,
}: Review): { readonly risk: Risk; readonly rows: readonly RiskRow[] }[] =>
  risks
    .map((risk) => ({ risk, rows: rows.filter((row) => row.risk === risk) }))
    .filter(({ rows: of }) => of.length > 0);

/** Rows that say the same, with all their addresses. */
export interface RowGroup extends Omit<RiskRow, "address"> {
  readonly addresses: readonly string[];
}

/** Above this number, the resources that follow the same cause are one group. */
const following = 3;

/** Groups the rows of a risk: those with the same sentence, and many that have the same cause. */
export function groupsOf(rows: readonly RiskRow[]): RowGroup[] {
  const isMany = (row: RiskRow) =>
    row.cause !== undefined &&
    rows.filter(({ stack, cause }) => stack === row.stack && cause === row.cause).length > following;
  const groups = new Map<string, RowGroup>();
  for (const { address, ...row } of rows) {
    const sentence = isMany({ address, ...row }) ? "follows" : row.sentence;
    const key = JSON.stringify([row.stack, row.cause, sentence]);
    const addresses = [...(groups.get(key)?.addresses ?? []), address];
    groups.set(key, { ...row, sentence, addresses: [...new Set(addresses)] });
  }
  return [...groups.values()];
}

/** What a group says, without its addresses and stack. */
export const groupText = ({ sentence, cause }: RowGroup) =>
  cause === undefined
    ? sentence
    : sentence === "follows"
      ? `because of ${cause}`
      : `${sentence}; because of ${cause}`;

/** The outcome of a review. */
export type Outcome = "failed" | "nothing" | "changes";

export function outcomeOf({ stacks }: Review): Outcome {
  if (stacks.some(({ outcome }) => outcome === "failed" || outcome === "skipped")) {
    return "failed";
  }
  return stacks.some((stack) => hasChanges(stack) || stack.outcome === "removed") ? "changes" : "nothing";
}

/** What a review says, in a line. */
export function verdictOf(review: Review): string {
  const outcome = outcomeOf(review);
  const failed = review.stacks.filter((stack) => stack.outcome === "failed").map(({ stack }) => stack);
  const changed = review.stacks.filter(hasChanges);
  const found = risksOf(review).map(({ risk, rows }) => {
    const resources = new Set(rows.map(({ stack, address }) => `${stack} ${address}`)).size;
    return `${riskTitles[risk].replace(/[:,].*$/, "").toLowerCase()}: ${resources}`;
  });
  const counts = countsText(countsOf(changed));
  const sentences = [
    outcome === "failed" ? `Planning failed: ${failed.join(", ")}.` : "",
    changed.length > 0
      ? `${counted(changed.length, "stack")} would change: ${counts || "only outputs"}.`
      : "",
    outcome === "nothing" ? "Nothing changes." : "",
    found.length > 0
      ? `${found.join("; ").replace(/^./, (first) => first.toUpperCase())}.`
      : changed.length > 0
        ? "No risk was found."
        : "",
  ];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}
