import {
  conditional,
  Fn,
  FOR_EXPRESSION_KEY,
  FOR_EXPRESSION_VALUE,
  forExpression,
  Op,
  propertyAccess,
  TerraformIterator,
  Token,
  type TerraformResource,
} from "cdktf";

/**
 * Computations whose operands are plain values in the stacks, and variables in the importable modules: the former are
 * carried out here, so that a plan shows values, the latter become Terraform expressions.
 */
const isPlain = (...values: unknown[]) => values.every((value) => !Token.isUnresolved(value));

const isScalar = (value: unknown) => value === undefined || typeof value !== "object" || value === null;

/** One of two values; undefined is null in Terraform. */
export function choose<T>(condition: boolean, yes: T, no: T): T {
  if (isPlain(condition)) {
    return condition ? yes : no;
  }
  if (isScalar(yes) && isScalar(no)) {
    return Token.asString(conditional(condition, yes ?? Token.nullValue(), no ?? Token.nullValue())) as T;
  }
  // Through JSON: Terraform refuses a choice between objects of different types.
  return Token.asAny(
    Fn.jsondecode(Token.asString(conditional(condition, Fn.jsonencode(yes), Fn.jsonencode(no)))),
  ) as T;
}

/** Whether a condition does not hold. */
export function not(condition: boolean): boolean {
  return isPlain(condition) ? !condition : (Op.not(condition) as unknown as boolean);
}

/** Whether a number is above another one. */
export function isAbove(value: number, other: number): boolean {
  return isPlain(value, other) ? value > other : (Op.gt(value, other) as unknown as boolean);
}

/** Whether an optional text was given: one that was not is null in Terraform. */
export function isGiven(value: string | undefined): boolean {
  return isPlain(value) ? value !== undefined : (Op.neq(value, Token.nullValue()) as unknown as boolean);
}

/** Whether an optional text was given and does not match a regular expression. */
export function isOther(value: string | undefined, source: string): boolean {
  if (isPlain(value)) {
    return value !== undefined && !new RegExp(source).test(value);
  }
  const other = Op.not(Fn.can(Fn.regex(source, value ?? "")));
  return Op.and(isGiven(value), other) as unknown as boolean;
}

/** A number times another one, without the fraction. */
export function wholeTimes(value: number, factor: number): number {
  return isPlain(value)
    ? Math.floor(value * factor)
    : Token.asNumber(Fn.floor(Token.asNumber(Op.mul(value, factor))));
}

/** A text with a value in the place of each `%s`. */
export function format(template: string, ...values: (string | number)[]): string {
  return isPlain(...values)
    ? values.reduce<string>((text, value) => text.replace("%s", () => String(value)), template)
    : Fn.format(template, values);
}

/** An object by the same keys, each made from the fields of the value that the key had. */
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

/** An object with a key for each text of a list, and a text with prefix and key in the place of the two `%s`. */
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

/** An object with some keys alone. */
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

/** Keys of an object, in alphabetical order. */
export function keysOf(record: Readonly<Record<string, unknown>>): string[] {
  return isPlain(record) ? Object.keys(record).sort() : Fn.keys(record);
}

/** An attribute of all instances of a resource that has `for_each`, in the order of their keys. */
export function all(resource: TerraformResource, attribute: string): string[] {
  return Token.asList(TerraformIterator.fromResources(resource).pluckProperty(attribute));
}

/** An attribute of one instance of a resource that has `for_each`. */
export function instance(resource: TerraformResource, key: unknown, attribute: string): string {
  return Token.asString(propertyAccess(resource.fqn, [key, attribute]));
}

/** An attribute of all instances of a resource that has `for_each`, by their keys. */
export function byKey(resource: TerraformResource, attribute: string): Record<string, string> {
  return Token.asStringMap(
    forExpression(resource.fqn, propertyAccess(FOR_EXPRESSION_VALUE, [attribute]), FOR_EXPRESSION_KEY),
  );
}
