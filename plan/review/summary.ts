import { verdicts, type PolicyReview, type PolicyRow, type Verdict } from "../policy";
import {
  riskTitles,
  risks,
  type Action,
  type ChangeReview,
  type Review,
  type Risk,
  type RiskRow,
  type StackReview,
} from "./review";

/** Numbers of changes of a stack. */
type Counts = Readonly<Record<Action, number>>;

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

/** What applying the plan of a stack would do, such as `1 to update`; empty if nothing. */
export const changesText = (stack: StackReview) =>
  countsText(countsOf([stack])) || (hasChanges(stack) ? "only outputs" : "");

/** The stacks that a report lists. */
export const reportedStacks = ({ stacks }: Pick<Review, "stacks">) =>
  stacks.filter(
    (stack) =>
      hasChanges(stack) || stack.outcome !== "planned" || stack.drift.length > 0 || !stack.isRefreshed,
  );

/** The first words of the heading of a risk. */
export const riskName = (risk: Risk) => riskTitles[risk].replace(/[:,].*$/, "");

/** Said of a release whose chart before the change is not here. */
export const oneChartText =
  "The earlier chart is not here: only what the values change is listed, not what the chart changes.";

/** The attributes that are listed: with its objects, the values of a release say the same again. */
export const ownAttributes = ({ attributes, objects }: ChangeReview) =>
  objects?.length ? attributes.filter(({ path }) => !/^(values|chart)\b/.test(path)) : attributes;

/** What a plan without a refresh does not say. */
export const notRefreshed = "not refreshed: what changed outside of Terraform is not known";

/** What must be known about the plan of a stack, besides its counts. */
export function stateOf({ outcome, mocked, provisional, isRefreshed }: StackReview): string {
  if (outcome !== "planned") {
    return {
      failed: "no plan: it failed",
      skipped: "no plan",
      removed: "not in the configuration any more",
      undeployed: "not deployed",
    }[outcome];
  }
  const waits =
    mocked.length > 0
      ? ["planned with mocks, cannot be applied"]
      : provisional.length > 0
        ? ["provisional: planned again after the stacks before it"]
        : [];
  return [...waits, ...(isRefreshed ? [] : [notRefreshed])].join("; ");
}

/** The risks that a review has, each with its rows. */
export const risksOf = ({
  risks: rows,
}: Review): { readonly risk: Risk; readonly rows: readonly RiskRow[] }[] =>
  risks
    .map((risk) => ({ risk, rows: rows.filter((row) => row.risk === risk) }))
    .filter(({ rows: of }) => of.length > 0);

/** Rows that say the same, with all their addresses. */
export interface RowGroup extends Pick<RiskRow, "stack" | "cause"> {
  readonly addresses: readonly string[];
  /** Undefined if only the cause is said. */
  readonly sentence?: string;
}

/** Above this number, the resources that follow the same cause are one group. */
const following = 3;

/** Groups the rows of a risk: those with the same sentence, and many that have the same cause. */
export function groupsOf(rows: readonly Omit<RiskRow, "risk">[]): RowGroup[] {
  const causeOf = ({ stack, cause }: Omit<RiskRow, "risk">) => JSON.stringify([stack, cause]);
  const followers = new Map<string, number>();
  for (const row of rows) {
    followers.set(causeOf(row), (followers.get(causeOf(row)) ?? 0) + 1);
  }
  const groups = new Map<string, RowGroup>();
  for (const row of rows) {
    const { address, stack, cause } = row;
    const isMany = cause !== undefined && (followers.get(causeOf(row)) ?? 0) > following;
    const said = { stack, ...(cause !== undefined && { cause }), ...(!isMany && { sentence: row.sentence }) };
    const key = JSON.stringify(said);
    const addresses = [...(groups.get(key)?.addresses ?? []), address];
    groups.set(key, { ...said, addresses: [...new Set(addresses)] });
  }
  return [...groups.values()];
}

/** What a group says, without its addresses and stack. */
export const groupText = ({ sentence, cause }: RowGroup) =>
  [sentence, cause === undefined ? undefined : `because of ${cause}`]
    .filter((part) => part !== undefined)
    .join("; ");

/** What each verdict of the policy is, as a heading. */
export const verdictTitles: Readonly<Record<Verdict, string>> = {
  refused: "Refused",
  undecided: "Cannot be decided before the apply",
  permitted: "Permitted",
  mended: "Mended",
};

/** The rows of a verdict and a rule. */
export interface PolicyGroup extends Pick<PolicyRow, "verdict" | "rule"> {
  readonly rows: readonly PolicyRow[];
}

/** The rows of the policy, grouped by verdict and rule. */
export function policyGroups({ rows }: PolicyReview): PolicyGroup[] {
  return verdicts.flatMap((verdict) => {
    const own = rows.filter((row) => row.verdict === verdict);
    const rules = [...new Set(own.map(({ rule }) => rule))];
    return rules.map((rule) => ({ verdict, rule, rows: own.filter((row) => row.rule === rule) }));
  });
}

/** Whether there is anything to say about the policy. */
export const hasPolicy = ({ policy: { rows, notes } }: Review) => rows.length + notes.length > 0;

/** Why the policy refuses a stack: a sentence for each resource; empty if it does not. */
export const refusalsOf = (stack: string, { policy }: Review): string[] =>
  policy.rows
    .filter((row) => row.stack === stack && row.verdict === "refused")
    .map(({ address, sentence, rule }) => `${address}: ${sentence}. ${rule}`);

/** The outcome of a review. */
export type Outcome = "failed" | "refused" | "nothing" | "changes";

export function outcomeOf({
  stacks,
  policy,
}: Pick<Review, "stacks"> & Partial<Pick<Review, "policy">>): Outcome {
  if (stacks.some(({ outcome }) => outcome === "failed" || outcome === "skipped")) {
    return "failed";
  }
  if (policy?.rows.some(({ verdict }) => verdict === "refused")) {
    return "refused";
  }
  return stacks.some((stack) => hasChanges(stack) || stack.outcome === "removed") ? "changes" : "nothing";
}

/** The exit code of a command that compares, by its outcome. */
export const exitCodes: Readonly<Record<Outcome, number>> = { nothing: 0, failed: 1, changes: 2, refused: 3 };

/** The exit code of `npm run plan`. */
export const exitCodeOf = (review: Review) => exitCodes[outcomeOf(review)];

/** How many resources rows are about. */
export const resourcesIn = (rows: readonly Pick<RiskRow, "stack" | "address">[]) =>
  new Set(rows.map(({ stack, address }) => `${stack} ${address}`)).size;

/** What a review says, in a line. */
export function verdictOf(review: Review): string {
  const outcome = outcomeOf(review);
  const failed = review.stacks.filter((stack) => stack.outcome === "failed").map(({ stack }) => stack);
  const changed = review.stacks.filter(hasChanges);
  const removed = review.stacks.filter(({ outcome: of }) => of === "removed");
  const found = risksOf(review).map(
    ({ risk, rows }) => `${riskName(risk).toLowerCase()}: ${resourcesIn(rows)}`,
  );
  const counts = countsText(countsOf(changed));
  const refused = review.policy.rows.filter(({ verdict }) => verdict === "refused").length;
  const sentences = [
    outcome === "failed" ? `Planning failed: ${failed.join(", ")}.` : "",
    refused > 0 ? `Refused by policy: ${refused}.` : "",
    changed.length > 0
      ? `${counted(changed.length, "stack")} would change: ${counts || "only outputs"}.`
      : "",
    outcome !== "failed" && changed.length === 0 && removed.length === 0 ? "Nothing changes." : "",
    found.length > 0
      ? `${found.join("; ").replace(/^./, (first) => first.toUpperCase())}.`
      : changed.length > 0
        ? "No risk was found."
        : "",
  ];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}
