import type { Block } from "../plan-json";
import type { Resource } from "./items";

/** The `resource` blocks of a stack's Terraform JSON: by type, by name. */
export type ResourceBlocks = Readonly<Record<string, Readonly<Record<string, Block>>>>;

/** The keys of the instances of a resource: in a stack, `for_each` and `count` are values. Throws if they are not. */
function keysOf(address: string, { for_each: forEach, count }: Block): string[] {
  const list = /^\$\{toset\((\[.*\])\)\}$/s.exec(String(forEach))?.[1];
  if (list !== undefined) {
    return (JSON.parse(list) as string[]).map((key) => `["${key}"]`);
  }
  if (typeof forEach === "object" && forEach !== null) {
    return Object.keys(forEach).map((key) => `["${key}"]`);
  }
  if (forEach === undefined && (count === undefined || typeof count === "number")) {
    return count === undefined ? [""] : Array.from({ length: count }, (_, index) => `[${index}]`);
  }
  throw new Error(`${address}: the number of instances is not a value: ${String(forEach ?? count)}`);
}

/** The resources of a synthesized stack. Attributes that AWS sets, or that other resources have, are expressions. */
export const stackResources = (blocks: ResourceBlocks): Resource[] =>
  Object.entries(blocks).flatMap(([type, byName]) =>
    Object.entries(byName).flatMap(([name, values]) =>
      keysOf(`${type}.${name}`, values).map((key) => ({ address: `${type}.${name}${key}`, type, values })),
    ),
  );
