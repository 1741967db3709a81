import { inOrder, type PolicyReview, type PolicyRow } from "../policy";
import { withoutRefresh, type StackPlan } from "../stack-plans";
import { costsOf } from "./costs";
import { dependenciesOf } from "./dependencies";
import { nothing, risks, type Review, type RiskRow, type StackReview } from "./review";
import { named } from "./named";
import { DriftReviewer } from "./drift-reviewer";
import type { PolicyOptions, ReviewOptions } from "./options";
import { usedRows } from "./used";

export * from "./review";
export type { PolicyOptions, ReviewOptions } from "./options";

async function reviewOfStack(
  planned: StackPlan,
  options: ReviewOptions,
): Promise<{
  readonly review: StackReview;
  readonly rows: readonly RiskRow[];
  readonly policy: readonly PolicyRow[];
}> {
  const { stack, outcome } = planned;
  if (outcome !== "planned") {
    return { review: { stack, outcome, reason: planned.reason, ...nothing }, rows: [], policy: [] };
  }
  const { plan, flags, provisional, mocked, placeholders } = planned;
  const reviewer = new DriftReviewer(stack, plan, placeholders, options);
  const { changes, rows, renderings } = await reviewer.review();
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
  const policy = options.policy ? reviewer.policy(options.policy, renderings) : [];
  return named({ review, rows, policy }, placeholders);
}

const removedStack = (stack: string): StackReview => ({
  stack,
  outcome: "removed",
  reason:
    "its resources stay in AWS, and nothing manages them any more: destroy it with a commit that has it",
  ...nothing,
});

/** What the rules and other tools say. The rules were asked before: which permissions are unused depends on them. */
function policyOf(rows: readonly PolicyRow[], options: PolicyOptions | undefined): PolicyReview {
  const { others = { rows: [], notes: [] }, permissions, isReviewed = () => false } = options ?? {};
  return {
    rows: inOrder([...rows, ...others.rows]),
    notes: [...(permissions?.unused(isReviewed) ?? []), ...others.notes],
  };
}

/** Reviews plans: what they change, and what a reviewer must know first. */
export async function reviewOf(plans: readonly StackPlan[], options: ReviewOptions): Promise<Review> {
  const reviewed = await Promise.all(plans.map((plan) => reviewOfStack(plan, options)));
  const rows = [...reviewed.flatMap((one) => one.rows), ...usedRows(plans)];
  const stacks = [...reviewed.map(({ review }) => review), ...(options.removed ?? []).map(removedStack)];
  return {
    stacks,
    policy: policyOf(
      reviewed.flatMap((one) => one.policy),
      options.policy,
    ),
    risks: rows.toSorted((one, other) => risks.indexOf(one.risk) - risks.indexOf(other.risk)),
    costs: [
      ...costsOf(
        plans.filter((plan) => plan.outcome === "planned"),
        (changes) => options.changesOf?.(changes) ?? changes,
      ),
      ...(options.otherCosts ?? []),
    ],
    dependencies: dependenciesOf(plans, stacks, options.configurationOf),
  };
}
