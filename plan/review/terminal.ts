import { riskTitles, type Review } from "./review";
import { changesText, groupsOf, groupText, notRefreshed, risksOf, verdictOf } from "./summary";

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
    ...groupsOf(rows).flatMap((group) =>
      group.addresses.length === 1
        ? [`  ${group.addresses[0]}: ${groupText(group)}`]
        : [`  ${groupText(group)}:`, ...group.addresses.map((address) => `    ${address}`)],
    ),
  ]);
  const costs = review.costs.length === 0 ? [] : ["", "Cost", ...review.costs.map((line) => `  ${line}`)];
  return ["", ...stacks, ...sections, ...costs, "", verdictOf(review)].join("\n");
}
