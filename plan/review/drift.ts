import { withoutRefresh, type StackPlan } from "../stack-plans";
import { named } from "./named";
import { DriftReviewer } from "./drift-reviewer";
import type { ReviewOptions } from "./options";
import { nothing, type Review, type RiskRow, type StackReview } from "./review";

/**
 * What differs between what is deployed, the state and the configuration. The changes and outputs of a stack are what is committed
 * and not applied. The risks are those of what somebody changed outside of Terraform.
 */
export type DriftReview = Pick<Review, "stacks" | "risks">;

async function driftOfStack(
  planned: StackPlan,
  options: ReviewOptions,
): Promise<{ readonly review: StackReview; readonly rows: readonly RiskRow[] }> {
  const { stack, outcome } = planned;
  if (outcome !== "planned") {
    return { review: { stack, outcome, reason: planned.reason, ...nothing }, rows: [] };
  }
  const { plan, flags, provisional, mocked, placeholders } = planned;
  const reviewer = new DriftReviewer(stack, plan, placeholders, options);
  const [{ changes: drift, rows }, { changes, outputs }] = [await reviewer.drift(), reviewer.pending()];
  return named(
    {
      review: {
        stack,
        outcome,
        changes,
        drift,
        outputs,
        isRefreshed: !flags.includes(withoutRefresh),
        provisional,
        mocked,
      },
      rows,
    },
    placeholders,
  );
}

/** Reviews plans of what is deployed: what somebody changed outside of Terraform, apart from what is not applied. */
export async function driftReviewOf(
  plans: readonly StackPlan[],
  options: ReviewOptions,
): Promise<DriftReview> {
  const reviewed = await Promise.all(plans.map((plan) => driftOfStack(plan, options)));
  return {
    stacks: reviewed.map(({ review }) => review),
    risks: reviewed.flatMap(({ rows }) => rows),
  };
}
