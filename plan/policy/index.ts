import { dataDestruction } from "./data-destruction";
import type { Permissions } from "./permissions";
import { pinnedVersions } from "./pinned-versions";
import { publicDatabase } from "./public-database";
import { PolicyPlan, type PolicyInput, type Rule } from "./rule";
import { tags } from "./tags";
import { wildcardPrincipals } from "./wildcard-principals";

/** What the policy says about something: `refused` and `permitted`, `undecided` if a value is not known, `mended` if it was worse. */
export const verdicts = ["refused", "undecided", "permitted", "mended"] as const;

export type Verdict = (typeof verdicts)[number];

/** A row of the policy in a report. */
export interface PolicyRow {
  readonly verdict: Verdict;
  /** What the rule requires, with its name. */
  readonly rule: string;
  readonly stack: string;
  readonly address: string;
  readonly sentence: string;
}

/** The policy in a report. */
export interface PolicyReview {
  /** In the order of {@link verdicts}. */
  readonly rows: readonly PolicyRow[];
  /** What was not checked, and what is to be mended besides the change: a line each. */
  readonly notes: readonly string[];
}

/** The rules of this project. docs/plan-review.md has their table. */
export const rules: readonly Rule[] = [
  dataDestruction,
  publicDatabase,
  wildcardPrincipals,
  pinnedVersions,
  tags,
];

/** What the rules say about the plan of a stack. */
export function policyRows(input: PolicyInput, permissions: Permissions): PolicyRow[] {
  const plan = new PolicyPlan(input);
  const { stack } = input;
  return rules.flatMap((rule) =>
    rule.violations(plan).map(({ address, sentence, isUndecided }): PolicyRow => {
      const permission = rule === dataDestruction ? permissions.use(stack, address) : undefined;
      return {
        verdict: isUndecided ? "undecided" : permission ? "permitted" : "refused",
        rule: `${rule.sentence} (${rule.name})`,
        stack,
        address,
        sentence: permission
          ? `${sentence}; permitted until ${permission.until}: ${permission.reason}`
          : sentence,
      };
    }),
  );
}

/** Rows in the order of their verdicts. */
export const inOrder = (rows: readonly PolicyRow[]): PolicyRow[] =>
  rows.toSorted((one, other) => verdicts.indexOf(one.verdict) - verdicts.indexOf(other.verdict));
