import { checkPermissions } from "../../../config/permissions";
import { Permissions } from "../../../plan/policy/permissions";
import type { PolicyRow } from "../../../plan/policy";
import type { Block, PlanJson } from "../../../plan/plan-json";
import { reviewOf, type Review, type ReviewOptions } from "../../../plan/review";
import type { SavedPlan } from "../../../plan/stack-plans";
import { saved } from "../review/plans";

/** The day of the tests. */
export const today = "2026-11-30";

/** What a test gives besides the plan. */
export interface Given {
  readonly stack?: string;
  readonly configuration?: Block;
  readonly baseConfiguration?: Block;
  readonly tags?: Readonly<Record<string, string>>;
  readonly permissions?: readonly Block[];
  readonly plan?: Partial<SavedPlan>;
  readonly options?: Partial<ReviewOptions>;
  readonly isReviewed?: (stack: string) => boolean;
}

/** The review of a plan of one stack, with the policy. */
export function checked(plan: PlanJson, given: Given = {}): Promise<Review> {
  const {
    stack = "staging-data",
    configuration = {},
    baseConfiguration,
    tags = {},
    permissions = [],
  } = given;
  return reviewOf([saved(stack, plan, given.plan)], {
    configurationOf: () => configuration,
    policy: {
      baseConfigurationOf: () => baseConfiguration,
      tagsOf: () => tags,
      permissions: new Permissions(checkPermissions(permissions, today), today),
      isReviewed: given.isReviewed ?? (() => true),
    },
    ...given.options,
  });
}

export const rowText = ({ verdict, address, sentence }: PolicyRow) => `${verdict} ${address}: ${sentence}`;

/** The rows of the policy as texts. */
export const rowsOf = async (changes: PlanJson["resource_changes"], given: Given = {}, more: PlanJson = {}) =>
  (await checked({ resource_changes: changes ?? [], ...more }, given)).policy.rows.map(rowText);
