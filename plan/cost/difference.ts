import { isMarked, type Block, type ResourceChange } from "../plan-json";
import { freeTypes } from "./free-types";
import { monthly, monthlyAtMost, type CostItem, type Resource } from "./items";
import { costItems, rules } from "./rules";

/** USD per month: what runs, and the most that can run without another change. */
export interface Amount {
  readonly usd: number;
  readonly atMost: number;
}

/** The cost of a resource before a plan and afterwards. */
export interface ResourceDifference {
  readonly address: string;
  readonly before: Amount;
  readonly after: Amount;
}

/** What a plan changes of the cost, in list prices of us-east-1. */
export interface CostDifference {
  /** The resources whose amounts differ. */
  readonly resources: readonly ResourceDifference[];
  /** USD per month, more or, if negative, less. */
  readonly total: Amount;
  /** Parts that come, and cost as much as they are used. */
  readonly addedUse: readonly CostItem[];
  /** Parts that go, and cost as much as they were used. */
  readonly removedUse: readonly CostItem[];
  /** Changed resources that the total does not have, or not completely, with the reason. */
  readonly notCounted: readonly { readonly address: string; readonly reason: string }[];
}

/** Attributes afterwards. One that is known only after the apply, or a part of such a list, is taken to be as before. */
const afterwards = ({ before = {}, after, afterUnknown }: ResourceChange): Block | undefined =>
  after && {
    ...after,
    ...Object.fromEntries(
      Object.entries(before).filter(([name]) => [afterUnknown[name]].flat().includes(true)),
    ),
  };

const resourcesOf = (
  changes: readonly ResourceChange[],
  valuesOf: (change: ResourceChange) => Block | undefined,
): Resource[] =>
  changes.flatMap((change) => {
    const values = valuesOf(change);
    return values ? [{ address: change.address, type: change.type, values }] : [];
  });

const sum = (amounts: readonly (number | undefined)[]) =>
  amounts.reduce<number>((total, amount) => total + (Number.isFinite(amount) ? Number(amount) : 0), 0);

function amountOf(address: string, items: readonly CostItem[]): Amount {
  const own = items.filter((item) => item.address === address);
  return { usd: sum(own.map(monthly)), atMost: sum(own.map(monthlyAtMost)) };
}

/** Parts that cost by use of resources that have no such part on the other side. */
const useWithout = (items: readonly CostItem[], others: readonly CostItem[]) =>
  items.filter(
    ({ address, what, quantity }) =>
      quantity === undefined && !others.some((other) => other.address === address && other.what === what),
  );

/** Why the total lacks something of a change; undefined if it does not. */
function reasonNotCounted(change: ResourceChange, items: readonly CostItem[]): string | undefined {
  if (!Object.hasOwn(rules, change.type)) {
    return Object.hasOwn(freeTypes, change.type) ? undefined : `no rule for ${change.type}`;
  }
  if (change.type === "helm_release" && isMarked(change.afterUnknown["values"])) {
    return "its values are known only after the apply";
  }
  const own = items.filter(({ address }) => address === change.address);
  const unpriced = own.find(({ price }) => price === undefined);
  // Computed from an attribute that the plan does not know, or does not have.
  const unknown = own.find((item) => [monthly(item), monthlyAtMost(item)].some(Number.isNaN));
  return unpriced
    ? `no list price of: ${unpriced.what}`
    : unknown && `the quantity is known only after the apply: ${unknown.what}`;
}

/**
 * What changes of resources change of the cost. The changes are those of `plannedResources`, with the resources that stay
 * as they are: the volumes of a launch template, for example, are as many as the nodes of its group.
 */
export function costDifference(changes: readonly ResourceChange[]): CostDifference {
  const before = costItems(resourcesOf(changes, (change) => change.before));
  const after = costItems(resourcesOf(changes, afterwards));
  const resources = changes
    .map(({ address }) => ({
      address,
      before: amountOf(address, before),
      after: amountOf(address, after),
    }))
    .filter((one) => one.before.usd !== one.after.usd || one.before.atMost !== one.after.atMost);
  return {
    resources,
    total: {
      usd: sum(resources.map((one) => one.after.usd - one.before.usd)),
      atMost: sum(resources.map((one) => one.after.atMost - one.before.atMost)),
    },
    addedUse: useWithout(after, before),
    removedUse: useWithout(before, after),
    notCounted: changes
      .filter(({ actions }) => actions.join() !== "no-op")
      .flatMap((change) => {
        const reason = reasonNotCounted(change, [...before, ...after]);
        return reason === undefined ? [] : [{ address: change.address, reason }];
      }),
  };
}
