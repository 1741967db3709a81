import { propertyAccess, ref, Token, type TerraformResource } from "cdktf";
import { snakeCase } from "./names";

/*
 * Blocks that an input adds to a resource: literal blocks in the stacks, `dynamic` blocks in the importable modules.
 * https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks
 */

/** An entry of a map, for which there is a block. */
interface Entry {
  readonly key: string;
  readonly value: string;
  /** A field of the value, if it is an object. */
  readonly field: (name: string) => unknown;
}

type Content = Readonly<Record<string, unknown>>;

/** Blocks inside of a block, one for each entry of a map. */
class NestedBlocks {
  constructor(
    readonly entries: object,
    readonly make: (entry: Entry) => Content,
  ) {}
}

/** A block for each entry of a map, as a value of the content of {@link addBlocks}. */
export const nestedBlocks = (entries: unknown, make: (entry: Entry) => Content) =>
  new NestedBlocks(entries as object, make);

function literalBlocks({ entries, make }: NestedBlocks): Content[] {
  // In the order of Terraform.
  const sorted = Object.entries(entries as Record<string, unknown>).sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([key, value]) => {
    const field = (name: string) => (value as Content)[name];
    const content = make({ key, value: value as string, field });
    const blocks = Object.entries(content).flatMap(([name, item]) => {
      const literal = item instanceof NestedBlocks ? literalBlocks(item) : item;
      return literal === undefined || (Array.isArray(literal) && literal.length === 0)
        ? []
        : [[name, literal]];
    });
    return Object.fromEntries(blocks) as Content;
  });
}

function dynamicBlocks(name: string, { entries, make }: NestedBlocks): Content {
  const value = ref(`${name}.value`);
  const content = make({
    key: Token.asString(ref(`${name}.key`)),
    value: Token.asString(value),
    field: (field) => propertyAccess(value, [snakeCase(field)]),
  });
  const isNested = (item: unknown): item is NestedBlocks => item instanceof NestedBlocks;
  const all = Object.entries(content);
  const nested = all.flatMap(([inner, item]) =>
    isNested(item) ? [[inner, dynamicBlocks(inner, item)]] : [],
  );
  return {
    for_each: entries,
    content: {
      ...Object.fromEntries(all.filter(([, item]) => !isNested(item))),
      ...(nested.length > 0 && { dynamic: Object.fromEntries(nested) as Content }),
    },
  };
}

/**
 * Adds a block for each entry of a map to a resource, after the blocks of this name that it has. A resource without entries is
 * not changed.
 */
export function addBlocks(
  resource: TerraformResource,
  name: string,
  entries: unknown,
  make: (entry: Entry) => Content,
): void {
  const blocks = new NestedBlocks(entries as object, make);
  if (Token.isUnresolved(entries)) {
    resource.addOverride(`dynamic.${name}`, dynamicBlocks(name, blocks));
    return;
  }
  const literal = literalBlocks(blocks);
  if (literal.length > 0) {
    resource.addOverride(name, literal);
  }
}

/** The entries of a block that exists if an optional string is set; its value is the string. */
export const ifGiven = (value: string | undefined): unknown =>
  Token.isUnresolved(value) ? propertyAccess(value, ["*"]) : value === undefined ? {} : { given: value };
