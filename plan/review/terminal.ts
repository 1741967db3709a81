import { riskTitles, type Review } from "./review";
import {
  changesText,
  groupsOf,
  groupText,
  hasPolicy,
  notRefreshed,
  policyGroups,
  risksOf,
  verdictOf,
  verdictTitles,
  type RowGroup,
} from "./summary";

const groupLines = (group: RowGroup, indent: string) =>
  group.addresses.length === 1
    ? [`${indent}${group.addresses[0]}: ${groupText(group)}`]
    : [`${indent}${groupText(group)}:`, ...group.addresses.map((address) => `${indent}  ${address}`)];

function policyLines(review: Review): string[] {
  const groups = policyGroups(review.policy).flatMap(({ verdict, rule, rows }) => [
    `  ${verdictTitles[verdict]}: ${rule}`,
    ...groupsOf(rows).flatMap((group) => groupLines(group, "    ")),
  ]);
  return hasPolicy(review)
    ? ["", "Policy", ...groups, ...review.policy.notes.map((note) => `  ${note}`)]
    : [];
}

/** A review for a terminal: what matters. The files of the report have the rest. */
export function textOf(review: Review): string {
  const width = Math.max(0, ...review.stacks.map(({ stack }) => stack.length));
  const stacks = review.stacks.map((stack) => {
    const state =
      stack.outcome === "planned"
        ? [
            changesText(stack) || "nothing",
            ...(stack.mocked.length > 0 ? [`with mocks of ${stack.mocked.join(", ")}`] : []),
            ...(stack.mocked.length === 0 && stack.provisional.length > 0
              ? [`provisional: reads ${stack.provisional.join(", ")}`]
              : []),
            ...(stack.isRefreshed ? [] : [notRefreshed]),
            ...(stack.drift.length > 0 ? [`${stack.drift.length} changed outside of Terraform`] : []),
          ].join("; ")
        : `${stack.outcome}: ${stack.reason?.split("\n").at(-1) ?? ""}`;
    return `  ${stack.stack.padEnd(width)}  ${state}`;
  });
  const sections = risksOf(review).flatMap(({ risk, rows }) => [
    "",
    riskTitles[risk],
    ...groupsOf(rows).flatMap((group) => groupLines(group, "  ")),
  ]);
  const costs = review.costs.length === 0 ? [] : ["", "Cost", ...review.costs.map((line) => `  ${line}`)];
  return ["", ...stacks, ...policyLines(review), ...sections, ...costs, "", verdictOf(review)].join("\n");
}
