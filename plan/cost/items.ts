import type { Block } from "../plan-json";
import type { Price, Unit } from "./prices";

/** A resource with its attributes, of a synthesized stack or of a plan. */
export interface Resource {
  readonly address: string;
  readonly type: string;
  readonly values: Block;
}

/** Something that costs. */
export interface Cost {
  readonly what: string;
  /** How many there are; undefined: it depends on use. */
  readonly quantity?: number;
  /** How many there may be, if more than there are can come without a change of the stage. */
  readonly maximum?: number;
  readonly unit: Unit;
  /** The fields of a stage or account that decide on it. */
  readonly drivers: readonly string[];
  /** Undefined if it is not known. */
  readonly price?: Price;
}

/** A part of the cost of a resource. */
export interface CostItem extends Cost {
  readonly address: string;
}

/** Of an average month, as AWS counts. */
const hoursPerMonth = 730;

/** USD per month; undefined if it depends on use, or has no known price. */
export function monthly({ quantity, unit, price }: Cost): number | undefined {
  return quantity === undefined || price === undefined
    ? undefined
    : quantity * price.usd * (unit === "hour" ? hoursPerMonth : 1);
}

/** USD per month, at most. */
export const monthlyAtMost = (cost: Cost): number | undefined =>
  monthly({ ...cost, quantity: cost.maximum ?? cost.quantity });

/** What costs as long as it exists. Its unit is that of the price, or an hour. */
export const running = (
  what: string,
  quantity: number,
  price: Price | undefined,
  drivers: readonly string[] = [],
  maximum?: number,
): Cost => ({
  what,
  quantity,
  unit: price?.unit ?? "hour",
  drivers,
  ...(price && { price }),
  ...(maximum !== undefined && maximum !== quantity && { maximum }),
});

/** What costs as much as it is used. */
export const used = (what: string, price: Price, drivers: readonly string[] = []): Cost => ({
  what,
  unit: price.unit,
  drivers,
  price,
});

/** A nested block: an object in a synthesized stack, a list of one in a plan. */
export const nested = (values: Block, name: string): Block =>
  ([values[name]].flat()[0] as Block | undefined) ?? {};
