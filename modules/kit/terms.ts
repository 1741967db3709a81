import {
  conditional,
  Fn,
  FOR_EXPRESSION_KEY,
  FOR_EXPRESSION_VALUE,
  forExpression,
  Op,
  propertyAccess,
  ref,
  TerraformIterator,
  Token,
  Tokenization,
  type TerraformDataSource,
  type TerraformResource,
} from "cdktf";
import { snakeCase } from "./names";

/*
 * Terms: computations whose operands are plain values in the stacks, and references to variables (tokens) in the
 * importable modules. With plain values the result is computed here, so that a plan shows it. With tokens the result is
 * a Terraform expression. Reasons and examples: docs/terms.md.
 */

const isPlain = (...values: unknown[]) => values.every((value) => !Token.isUnresolved(value));

const isObject = (value: unknown) =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !Tokenization.isResolvable(value);

/** The right operand of an operator. cdktf writes `undefined` for 0 and the empty string. */
const operand = <T extends string | number>(value: T) => (value ? value : ref(JSON.stringify(value)));

/** One of two values: strings, numbers, lists of strings, or objects. `undefined` is null in Terraform. */
export function choose<T>(condition: boolean, yes: T, no: T): T {
  if (isPlain(condition)) {
    return condition ? yes : no;
  }
  if (!isObject(yes) && !isObject(no)) {
    const term = conditional(condition, yes ?? Token.nullValue(), no ?? Token.nullValue());
    return (Array.isArray(yes ?? no) ? Token.asList(term) : Token.asString(term)) as T;
  }
  // As JSON, because a conditional expression in Terraform cannot return objects of different types.
  return Token.asAny(
    Fn.jsondecode(Token.asString(conditional(condition, Fn.jsonencode(yes), Fn.jsonencode(no)))),
  ) as T;
}

/** Whether a condition is false. */
export function not(condition: boolean): boolean {
  return isPlain(condition) ? !condition : (Op.not(condition) as unknown as boolean);
}

/** Whether two strings are equal. */
export function isSame(value: string, other: string): boolean {
  return isPlain(value, other) ? value === other : (Op.eq(value, operand(other)) as unknown as boolean);
}

/** Whether a string is one of some. */
export function isOneOf(value: string, values: readonly string[]): boolean {
  return isPlain(value) ? values.includes(value) : (Fn.contains(values, value) as unknown as boolean);
}

/** Whether a number is greater than another one. */
export function isAbove(value: number, other: number): boolean {
  return isPlain(value, other) ? value > other : (Op.gt(value, operand(other)) as unknown as boolean);
}

/** Whether an optional string or object is set: otherwise it is null in Terraform. */
export function isGiven(value: string | object | undefined): boolean {
  return isPlain(value) ? value !== undefined : (Op.neq(value, Token.nullValue()) as unknown as boolean);
}

/** A string or an object of an optional object; undefined if that object is not set. */
export function fieldIn<T extends object, K extends keyof T & string>(
  value: T | undefined,
  name: K,
): T[K] | undefined {
  return isPlain(value) ? value?.[name] : (Token.asString(propertyAccess(value, [snakeCase(name)])) as T[K]);
}

/** A list of strings of an optional object; empty in a stack if the object is not set. */
export function listIn<K extends string>(
  value: Readonly<Record<K, string[]>> | undefined,
  name: K,
): string[] {
  return isPlain(value) ? (value?.[name] ?? []) : Token.asList(propertyAccess(value, [snakeCase(name)]));
}

/**
 * Whether a resource is declared for an optional input: a map of entries, or a value that may be absent. False only in a
 * stack, for an input without a value: so the stacks have no resource that only users of the importable modules need.
 */
export function mayHave(value: string | object | undefined): boolean {
  return !isPlain(value) || (isObject(value) ? Object.keys(value as object).length > 0 : value !== undefined);
}

/** An optional value, or another one if it is null. */
export function givenOr<T extends string | number>(value: T | undefined, other: T): T {
  if (isPlain(value)) {
    return value ?? other;
  }
  const term = Fn.coalesce([value, other]);
  return (typeof other === "number" ? Token.asNumber(term) : Token.asString(term)) as T;
}

/** An optional map; null instead of an empty one. */
export function unlessEmpty(record: Readonly<Record<string, string>>): Record<string, string> | undefined {
  return isPlain(record)
    ? Object.keys(record).length > 0
      ? record
      : undefined
    : Token.asStringMap(conditional(Op.gt(Fn.lengthOf(record), operand(0)), record, Token.nullValue()));
}

/** A list of strings; null instead of an empty one. */
export function unlessNone(list: readonly string[]): string[] | undefined {
  return isPlain(list)
    ? list.length > 0
      ? [...list]
      : undefined
    : Token.asList(conditional(Op.gt(Fn.lengthOf(list), operand(0)), list, Token.nullValue()));
}

/** The part of a string that a regular expression without groups matches first. */
export function partOf(value: string, source: string): string {
  return isPlain(value)
    ? (new RegExp(source).exec(value)?.[0] ?? "")
    : Token.asString(Fn.regex(source, value));
}

/** Whether an optional string is set and does not match a regular expression. */
export function isOther(value: string | undefined, source: string): boolean {
  if (isPlain(value)) {
    return value !== undefined && !new RegExp(source).test(value);
  }
  const other = Op.not(Fn.can(Fn.regex(source, value ?? "")));
  return Op.and(isGiven(value), other) as unknown as boolean;
}

/** The product of two numbers, rounded down. */
export function wholeTimes(value: number, factor: number): number {
  return isPlain(value)
    ? Math.floor(value * factor)
    : Token.asNumber(Fn.floor(Token.asNumber(Op.mul(value, operand(factor)))));
}

/** The greatest number. */
export function greatest(...numbers: number[]): number {
  return isPlain(...numbers) ? Math.max(...numbers) : Token.asNumber(Fn.max(numbers));
}

/** The least number. */
export function least(...numbers: number[]): number {
  return isPlain(...numbers) ? Math.min(...numbers) : Token.asNumber(Fn.min(numbers));
}

/** A string in which a value replaces each `%s`. */
export function format(template: string, ...values: (string | number)[]): string {
  return isPlain(...values)
    ? values.reduce<string>((text, value) => text.replace("%s", () => String(value)), template)
    : Fn.format(template, values);
}

/** An object with the same keys. Each new value is computed from the fields of the old one. */
export function mapRecord<T extends object>(
  record: Readonly<Record<string, T>>,
  make: (field: (name: keyof T & string) => unknown) => object,
): Record<string, unknown> {
  if (isPlain(record)) {
    return Object.fromEntries(
      Object.entries(record).map(([key, value]) => [key, make((name) => value[name])]),
    );
  }
  const value = make((name) => propertyAccess(FOR_EXPRESSION_VALUE, [name]));
  return Token.asAnyMap(forExpression(record as unknown as string, value, FOR_EXPRESSION_KEY));
}

/** An object with a key for each string of a list. In its value, prefix and key replace the template's two `%s`. */
export function nameEach(names: readonly string[], template: string, prefix: string): Record<string, string> {
  if (isPlain(names)) {
    return Object.fromEntries(names.map((name) => [name, format(template, prefix, name)]));
  }
  const value = Fn.format(template, [prefix, FOR_EXPRESSION_VALUE]);
  return Token.asStringMap(forExpression(names as string[], value, FOR_EXPRESSION_VALUE));
}

/** An object without some keys. */
export function omitKeys(
  record: Readonly<Record<string, string>>,
  keys: readonly string[],
): Record<string, string> {
  return filterKeys(record, keys, false);
}

/** An object with only some keys. */
export function pickKeys(
  record: Readonly<Record<string, string>>,
  keys: readonly string[],
): Record<string, string> {
  return filterKeys(record, keys, true);
}

function filterKeys(record: Readonly<Record<string, string>>, keys: readonly string[], wanted: boolean) {
  if (isPlain(record)) {
    return Object.fromEntries(Object.entries(record).filter(([key]) => keys.includes(key) === wanted));
  }
  const all = Fn.keys(record);
  const kept = wanted ? Fn.setintersection(all, [[...keys]]) : Fn.setsubtract(all, [...keys]);
  const value = propertyAccess(record, [FOR_EXPRESSION_VALUE]);
  return Token.asStringMap(
    forExpression(Fn.tolist(kept) as unknown as string[], value, FOR_EXPRESSION_VALUE),
  );
}

/** A list with the strings of another one after its own. */
export function joined(list: readonly string[], more: readonly string[]): string[] {
  return isPlain(more) ? [...list, ...more] : Token.asList(Fn.concat([list as string[], more as string[]]));
}

/** The number of elements of a list. */
export function sizeOf(list: readonly unknown[]): number {
  return isPlain(list) ? list.length : Fn.lengthOf(list);
}

/** A list of strings in alphabetical order. */
export function sorted(list: readonly string[]): string[] {
  return isPlain(list) ? [...list].sort() : Token.asList(Fn.sort(list as string[]));
}

/** The first element of a list that has one. */
export function firstOf(list: readonly string[]): string {
  return isPlain(list) ? (list[0] ?? "") : Token.asString(Fn.element(list as string[], 0));
}

/** The strings of a list that a regular expression without groups matches as a whole. */
export function matching(list: readonly string[], source: string): string[] {
  if (isPlain(list, source)) {
    return list.filter((text) => new RegExp(source).test(text));
  }
  return Token.asList(
    Fn.flatten(forExpression(list as string[], Fn.regexall(source, Token.asString(FOR_EXPRESSION_VALUE)))),
  );
}

/** The value that an object has for a key. */
export function valueOf(record: Readonly<Record<string, string>>, key: string): string {
  if (!isPlain(record)) {
    return Fn.lookup(record, key);
  }
  const value = record[key];
  if (value === undefined) {
    throw new Error(`no ${key}; there are ${Object.keys(record).join(", ")}`);
  }
  return value;
}

/** The value that an object has for a key; null if it has none. The key may be one that only Terraform knows. */
export function valueIfAny(record: Readonly<Record<string, string>>, key: string): string | undefined {
  if (isPlain(record, key)) {
    return record[key];
  }
  return Token.asString(Fn.lookup(isPlain(record) ? quoted(record) : record, key, ref("null")));
}

/** An object for an expression: cdktf does not escape the strings in an object. */
const quoted = (record: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, isPlain(value) ? Fn.rawString(value) : value]),
  );

/** The entries of two objects. For a key that both have, the value of the second one is used. */
export function merged(
  record: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): Record<string, string> {
  return isPlain(record, other) ? { ...record, ...other } : Token.asStringMap(Fn.merge([record, other]));
}

/** Keys of an object, in alphabetical order. */
export function keysOf(record: Readonly<Record<string, unknown>>): string[] {
  return isPlain(record) ? Object.keys(record).sort() : Fn.keys(record);
}

/** Values of an object, in the alphabetical order of their keys. */
export function valuesOf(record: Readonly<Record<string, string>>): string[] {
  return isPlain(record) ? keysOf(record).map((key) => record[key] ?? "") : Token.asList(Fn.values(record));
}

/*
 * An optional resource: `count: onlyIf(condition)`, read by `ifAny`. Terraform moves a resource to index 0 by itself
 * when it gets a `count`, so that an existing resource can become optional without a `moved` block.
 */

/** The `count` of a resource that exists only if a condition is true: 1 or 0. */
export function onlyIf(condition: boolean): number {
  return isPlain(condition) ? Number(condition) : Token.asNumber(conditional(condition, 1, 0));
}

/**
 * The `count` of a resource that exists unless a condition is true. Where it is known to exist, the resource has no `count`,
 * so that its address in the stacks stays; Terraform moves it to index 0 by itself.
 */
export function unlessIf(condition: boolean): number | undefined {
  if (isPlain(condition)) {
    return condition ? 0 : undefined;
  }
  return Token.asNumber(conditional(condition, 0, 1));
}

/** An attribute of a resource with `count: onlyIf(…)` or `unlessIf(…)`: null if the resource does not exist. */
export function ifAny(resource: TerraformResource | TerraformDataSource, attribute: string): string {
  return resource.count === undefined
    ? resource.getStringAttribute(attribute)
    : Token.asString(Fn.one(propertyAccess(resource.fqn, ["*", attribute])));
}

/*
 * One resource for each element: `forEach: eachOf(…)`, read by `all`, `instance` and `byKey`. The key is part of the
 * address, so it must not change: use the name of a zone, for example, and never an index of a list.
 */

/** An instance for each string of a list, with the string as its key, or for each entry of a map, with its key. */
export function eachOf(
  values: readonly string[] | Readonly<Record<string, string>>,
): TerraformIterator & Each {
  return Array.isArray(values)
    ? TerraformIterator.fromList(values as string[])
    : TerraformIterator.fromMap(values as Record<string, string>);
}

/** The values of an instance of a resource with `forEach: eachOf(…)`. */
interface Each {
  /** The key of the instance: `each.key`. */
  readonly key: string;
  /** The string of the instance: `each.value`. */
  readonly value: string;
}

/** The keys `1`, `2`, … of identical resources, such as the replicas of a database: `eachOf(numbered(count))`. */
export function numbered(count: number): string[] {
  return isPlain(count)
    ? Array.from({ length: count }, (_, index) => String(index + 1))
    : Token.asList(
        forExpression(
          Token.asList(Fn.range(1, Token.asNumber(Op.add(count, 1)))),
          Fn.tostring(FOR_EXPRESSION_VALUE),
        ),
      );
}

/** An attribute of all instances of a resource that has `for_each`, in the order of their keys. */
export function all(resource: TerraformResource, attribute: string): string[] {
  return Token.asList(TerraformIterator.fromResources(resource).pluckProperty(attribute));
}

/** An attribute of one instance of a resource that has `for_each`. */
export function instance(
  resource: TerraformResource | TerraformDataSource,
  key: unknown,
  attribute: string,
): string {
  return Token.asString(propertyAccess(resource.fqn, [key, attribute]));
}

/** An attribute of all instances of a resource that has `for_each`, by their keys. */
export function byKey(resource: TerraformResource, attribute: string): Record<string, string> {
  return Token.asStringMap(
    forExpression(resource.fqn, propertyAccess(FOR_EXPRESSION_VALUE, [attribute]), FOR_EXPRESSION_KEY),
  );
}
