import { propertyAccess, ref, Token, type TerraformElement } from "cdktf";
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

const isNested = (item: unknown): item is NestedBlocks => item instanceof NestedBlocks;

/** A block for each entry of a map, as a value of the content of {@link addBlocks}. */
export const nestedBlocks = (entries: unknown, make: (entry: Entry) => Content) =>
  new NestedBlocks(entries as object, make);

function literalBlocks({ entries, make }: NestedBlocks): Content[] {
  // In the order of Terraform.
  const sorted = Object.entries(entries as Record<string, unknown>).sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([key, value]) => {
    const field = (name: string) => (value as Content)[name];
    return contentOf(make({ key, value: value as string, field }));
  });
}

/** The content of a block, with `dynamic` blocks where the entries of nested ones are not known here. */
function contentOf(content: Content): Content {
  const all = Object.entries(content);
  const dynamic = all.flatMap(([name, item]) =>
    isNested(item) && Token.isUnresolved(item.entries) ? [[name, dynamicBlocks(name, item)]] : [],
  );
  const literal = all.flatMap(([name, item]) => {
    const value = isNested(item) ? (Token.isUnresolved(item.entries) ? [] : literalBlocks(item)) : item;
    return value === undefined || (Array.isArray(value) && value.length === 0) ? [] : [[name, value]];
  });
  return {
    ...(Object.fromEntries(literal) as Content),
    ...(dynamic.length > 0 && { dynamic: Object.fromEntries(dynamic) as Content }),
  };
}

function dynamicBlocks(name: string, { entries, make }: NestedBlocks): Content {
  const value = ref(`${name}.value`);
  const content = make({
    key: Token.asString(ref(`${name}.key`)),
    value: Token.asString(value),
    field: (field) => propertyAccess(value, [snakeCase(field)]),
  });
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
 * Adds a block for each entry of a map to a resource or a data source, after the blocks of this name that it has. A resource without entries is
 * not changed.
 */
export function addBlocks(
  resource: TerraformElement,
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
