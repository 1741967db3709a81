import { withoutRefresh, type StackPlan } from "../stack-plans";
import { costsOf } from "./costs";
import { dependenciesOf } from "./dependencies";
import { risks, type Review, type RiskRow, type StackReview } from "./review";
import { named } from "./named";
import { nothing, PlanReviewer, type ReviewOptions } from "./reviewer";
import { usedRows } from "./used";

export * from "./review";
export type { ReviewOptions } from "./reviewer";

async function reviewOfStack(
  planned: StackPlan,
  options: ReviewOptions,
): Promise<{ readonly review: StackReview; readonly rows: readonly RiskRow[] }> {
  const { stack, outcome } = planned;
  if (outcome !== "planned") {
    return { review: { stack, outcome, reason: planned.reason, ...nothing }, rows: [] };
  }
  const { plan, flags, provisional, mocked, placeholders } = planned;
  const reviewer = new PlanReviewer(stack, plan, placeholders, options);
  const { changes, rows } = await reviewer.review();
  const { changes: drift } = await reviewer.drift();
  const review = {
    stack,
    outcome,
    changes,
    drift,
    outputs: reviewer.outputs(),
    isRefreshed: !flags.includes(withoutRefresh),
    provisional,
    mocked,
  };
  return named({ review, rows }, placeholders);
}

const removedStack = (stack: string): StackReview => ({
  stack,
  outcome: "removed",
  reason:
    "its resources stay in AWS, and nothing manages them any more: destroy it with a commit that has it",
  ...nothing,
});

/** Reviews plans: what they change, and what a reviewer must know first. */
export async function reviewOf(plans: readonly StackPlan[], options: ReviewOptions): Promise<Review> {
  const reviewed = await Promise.all(plans.map((plan) => reviewOfStack(plan, options)));
  const rows = [...reviewed.flatMap((one) => one.rows), ...usedRows(plans)];
  const stacks = [...reviewed.map(({ review }) => review), ...(options.removed ?? []).map(removedStack)];
  return {
    stacks,
    risks: rows.toSorted((one, other) => risks.indexOf(one.risk) - risks.indexOf(other.risk)),
    costs: costsOf(
      plans.filter((plan) => plan.outcome === "planned"),
      (changes) => options.changesOf?.(changes) ?? changes,
    ),
    dependencies: dependenciesOf(plans, stacks, options.configurationOf),
  };
}
