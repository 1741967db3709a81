import type { Configuration } from "../../config";
import { table } from "../table";
import { monthly, monthlyAtMost, type CostItem } from "./items";
import { sources } from "./prices";
import { costItems } from "./rules";
import { synthesizedResources } from "./synthesized";

/** Parts that are the same, of several resources, together. */
function together(items: readonly CostItem[]): CostItem[] {
  const rows = new Map<string, CostItem>();
  for (const item of items) {
    const { what, unit, drivers, quantity, maximum = quantity } = item;
    const key = JSON.stringify([what, unit, drivers, quantity === undefined]);
    const row = rows.get(key);
    const sum = (one: number | undefined, other: number | undefined) => (one ?? 0) + (other ?? 0);
    rows.set(
      key,
      quantity === undefined
        ? item
        : { ...item, quantity: sum(row?.quantity, quantity), maximum: sum(row?.maximum, maximum) },
    );
  }
  return [...rows.values()];
}

/** An amount in USD; amounts below a cent are prices of single units. */
const usd = (amount: number) =>
  amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 5 });
const perMonth = (amount: number | undefined) =>
  amount?.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const count = (quantity: number, unit: string) =>
  `${quantity.toLocaleString("en-US")}${unit === "GB-month" ? " GB" : ""}`;

function quantityOf({ quantity = 0, maximum = quantity, unit }: CostItem): string {
  return maximum === quantity
    ? count(quantity, unit)
    : `${quantity.toLocaleString("en-US")} to ${count(maximum, unit)}`;
}

const fieldsOf = ({ drivers, quantity }: CostItem) =>
  drivers.map((driver) => `\`${driver}\``).join(", ") || (quantity === undefined ? "use" : "always");

const sum = (items: readonly CostItem[], amount: (item: CostItem) => number | undefined) =>
  items.reduce((total, item) => total + (amount(item) ?? 0), 0);

function section(title: string, items: readonly CostItem[], usedSources: readonly string[]): string {
  const listPrice = ({ price }: CostItem) =>
    price ? `${usd(price.usd)} per ${price.unit} [${usedSources.indexOf(price.source) + 1}]` : "no price";

  const rows = together(items);
  const fixed = rows.filter(({ quantity }) => quantity !== undefined);
  const byUse = rows.filter(({ quantity }) => quantity === undefined);
  const total = [
    "**Together**",
    "",
    "",
    "",
    perMonth(sum(fixed, monthly)),
    perMonth(sum(fixed, monthlyAtMost)),
  ];
  const fixedRows = fixed.map((item) => [
    item.what,
    quantityOf(item),
    fieldsOf(item),
    listPrice(item),
    perMonth(monthly(item)) ?? "no price",
    perMonth(monthlyAtMost(item)) ?? "no price",
  ]);
  return `## ${title}

${table(
  ["What runs", "Quantity", "Fields", "USD, list price", "USD per month", "At most"],
  [...fixedRows, total.map((cell) => cell ?? "")],
)}

By use:

${table(
  ["What", "Fields", "USD, list price"],
  byUse.map((item) => [item.what, fieldsOf(item), listPrice(item)]),
)}`;
}

/** docs/costs.md: what each stage and account costs. */
export function costsPage(configuration: Configuration): string {
  const stacks = synthesizedResources(configuration);
  // The resources of a stage together: what one layer costs may depend on another one.
  const itemsOf = (prefix: string) =>
    costItems(
      Object.keys(stacks).flatMap((name) => (name.startsWith(`${prefix}-`) ? (stacks[name] ?? []) : [])),
    );
  const stages = Object.keys(configuration.stages).map(
    (name) => [`Stage \`${name}\``, itemsOf(name)] as const,
  );
  const accounts = Object.keys(configuration.accounts).map(
    (name) => [`Account \`${name}\``, itemsOf(name)] as const,
  );
  const sections = [...stages, ...accounts];
  const prices = sections.flatMap(([, items]) => items.flatMap(({ price }) => price ?? []));
  const usedSources = [...new Set(prices.map(({ source }) => source))];
  const regions = Object.values(configuration.stages).map(({ region }) => region);
  const others = [...new Set(regions)].filter((region) => region !== "us-east-1");
  return `# What the stages cost

\`npm run docs\` writes this page from the stacks. Prices are list prices in USD of the region us-east-1, on demand, without
taxes, discounts, and data transfer between zones and to the internet; a month has 730 hours.
**At most** includes what Karpenter and RDS may add without a change of the stage. **Fields** of the configuration decide on
the quantity or the price.

- A standby of the database counts as a second instance with storage of its own. Its list price is rounded, so the amount can
  differ by up to 2 %.
- Karpenter chooses the instance types itself. Its limits are counted in m6i.xlarge on demand; another type costs more or less.
- Pods that are added by the autoscaling of the application cost nothing themselves, but their nodes do.${
    others.length > 0 ? `\n- Other regions have other prices: ${others.join(", ")}.` : ""
  }

${sections.map(([title, items]) => section(title, items, usedSources)).join("\n\n")}

## Sources of the prices

The prices are in \`plan/cost/prices.ts\`. The price pages of AWS are authoritative: compare before you rely on an amount.

${table(
  ["", "Source", "Prices of", "Read"],
  usedSources.map((name, index) => {
    const { page, dated, read } = sources[name];
    return [`${index + 1}`, `[${name}](${page})`, dated, read];
  }),
)}
`;
}
