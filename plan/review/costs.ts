import { costDifference, type ResourceDifference } from "../cost/difference";
import { plannedResources, type ResourceChange } from "../plan-json";
import type { SavedPlan } from "../stack-plans";

const amount = (usd: number) => `${usd < 0 ? "−" : "+"}${Math.abs(usd).toFixed(2)}`;

const differenceOf = ({ before, after }: ResourceDifference) => Math.abs(after.usd - before.usd);

/** The most resources that are named. */
const mostNamed = 5;

/**
 * What the planned changes cost by the list prices of docs/costs.md: the total, and the resources with the largest
 * differences.
 */
export function costsOf(
  plans: readonly SavedPlan[],
  changesOf: (changes: readonly ResourceChange[]) => readonly ResourceChange[],
): string[] {
  const changes = plans.flatMap(({ plan }) => changesOf(plannedResources(plan)));
  const { resources, total, notCounted } = costDifference(changes);
  const atMost = total.atMost === total.usd ? "" : ` (at most ${amount(total.atMost)})`;
  const largest = resources.toSorted((one, other) => differenceOf(other) - differenceOf(one));
  const named = largest
    .slice(0, mostNamed)
    .map(({ address, before, after }) => `${address} ${before.usd.toFixed(2)} → ${after.usd.toFixed(2)}`);
  return [
    ...(resources.length === 0
      ? []
      : [`USD ${amount(total.usd)} a month${atMost} by list prices, without use: ${named.join(", ")}`]),
    ...notCounted.map(({ address, reason }) => `Not counted: ${address}, ${reason}`),
  ];
}
