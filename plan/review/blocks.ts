import type { Block } from "../plan-json";

/** The blocks of the resources in a synthesized stack, by address without keys. */
export function blocksOf(json: Block): ReadonlyMap<string, Block> {
  const types = Object.entries((json["resource"] ?? {}) as Record<string, Record<string, Block>>);
  return new Map(
    types.flatMap(([type, named]) =>
      Object.entries(named).map(([name, block]) => [`${type}.${name}`, block] as const),
    ),
  );
}

/** Where the construct of a resource is in its stack: without the stack, and without the resource's own name. */
export function moduleOf(block: Block | undefined): string {
  const { path = "" } = ((block?.["//"] as Block | undefined)?.["metadata"] ?? {}) as { path?: string };
  return path
    .split("/")
    .slice(1, -1)
    .filter((part) => part !== "Default")
    .join("/");
}
