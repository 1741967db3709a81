import type { Block } from "./terraform-json";

/** A value of Terraform JSON as an expression. */
function expression(value: unknown): string {
  if (typeof value === "string") {
    const [, whole] = /^\$\{([^}]*)\}$/.exec(value) ?? [];
    return whole ?? JSON.stringify(value).replaceAll(/\$\{.*?\}/g, (part) => part.replaceAll('\\"', '"'));
  }
  if (Array.isArray(value)) {
    return `[${value.map(expression).join(", ")}]`;
  }
  return typeof value === "object" && value !== null
    ? `{ ${Object.entries(withoutDynamic(value as Block))
        .map(([key, item]) => `${JSON.stringify(key)} = ${expression(item)}`)
        .join(", ")} }`
    : String(value);
}

/** The blocks of a `dynamic` block, as a list. */
function blocksOf(name: string, { for_each, content }: Block): string {
  const own = (text: string) => text.replaceAll(new RegExp(`\\b${name}\\.(key|value)\\b`, "g"), `${name}_$1`);
  return `[for ${name}_key, ${name}_value in ${expression(for_each)} : ${own(expression(content))}]`;
}

/** A block whose `dynamic` blocks are lists: they cannot be arguments of `terraform_data`. */
export function withoutDynamic({ dynamic, ...block }: Block): Block {
  const added = Object.entries((dynamic ?? {}) as Record<string, Block>).map(([name, blocks]) => {
    const before = block[name] === undefined ? "" : `${expression(block[name])}, `;
    // Without elements, there is no block.
    const all = `concat(${before}${blocksOf(name, blocks)})`;
    return [name, `\${one([for list in [${all}] : list if length(list) > 0])}`];
  });
  const literal = Object.entries(block as Record<string, unknown>).map(([name, value]) => [
    name,
    withoutNested(value),
  ]);
  return { ...(Object.fromEntries(literal) as Block), ...(Object.fromEntries(added) as Block) };
}

/** Literal blocks whose own blocks may be `dynamic`. */
const withoutNested = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map((item: unknown) =>
        typeof item === "object" && item !== null && !Array.isArray(item)
          ? withoutDynamic(item as Block)
          : item,
      )
    : value;
