/*
 * The part of JSON Schema that says which values are accepted. Required and additional properties are not checked, since
 * only some values are known before an apply; the type is not checked, since Terraform and CloudFormation differ in it.
 */

// Schemas are read from files, and have any keyword.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Schema = any;

/** A value that is not accepted. */
export interface Mistake {
  /** Path in the value, such as `ScalingConfig.MinSize`. */
  readonly path: string;
  readonly value: unknown;
  /** The accepted values. */
  readonly accepted: string;
}

/** A schema without a reference to its definitions. */
export function resolved(schema: Schema, root: Schema): Schema {
  const reference = schema?.$ref as string | undefined;
  if (!reference?.startsWith("#/")) {
    return schema;
  }
  const target = reference
    .slice(2)
    .split("/")
    .reduce((inner, key) => inner?.[key], root);
  return resolved(target, root);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether a value is known before an apply: neither it nor a part of it is an attribute that AWS sets. */
const isKnown = (value: unknown) => !/<[\w.-]+>/.test(JSON.stringify(value));

function matches(pattern: string, text: string): boolean {
  return new RegExp(pattern.replaceAll("\\Z", "$").replaceAll("\\A", "^")).test(text);
}

const list = (values: readonly unknown[]) => {
  const texts = values.map(String);
  return texts.length > 40 ? `${texts.slice(0, 40).join(", ")}, … (${texts.length})` : texts.join(", ");
};

/** What a keyword accepts, if it does not accept a value. */
function violations(schema: Schema, value: unknown): string[] {
  const found: (string | false)[] = [
    schema.enum !== undefined &&
      !schema.enum.map(String).includes(String(value)) &&
      `one of ${list(schema.enum)}`,
    schema.const !== undefined && String(schema.const) !== String(value) && `only ${String(schema.const)}`,
  ];
  if (typeof value === "string") {
    found.push(
      schema.pattern !== undefined &&
        !matches(schema.pattern, value) &&
        `a text that matches ${schema.pattern}`,
      value.length > (schema.maxLength ?? Infinity) && `at most ${schema.maxLength} characters`,
      value.length < (schema.minLength ?? 0) && `at least ${schema.minLength} characters`,
    );
  }
  if (typeof value === "number") {
    found.push(
      value > (schema.maximum ?? Infinity) && `at most ${schema.maximum}`,
      value < (schema.minimum ?? -Infinity) && `at least ${schema.minimum}`,
    );
  }
  if (Array.isArray(value)) {
    found.push(
      value.length > (schema.maxItems ?? Infinity) && `at most ${schema.maxItems} elements`,
      value.length < (schema.minItems ?? 0) && `at least ${schema.minItems} elements`,
      schema.uniqueItems === true &&
        new Set(value.map((element) => JSON.stringify(element))).size < value.length &&
        "different elements",
    );
  }
  return found.filter((text) => text !== false);
}

/** Whether the condition of an `if` holds: all its properties are present and accepted. */
function holds(condition: Schema, value: unknown, root: Schema): boolean {
  if (!isObject(value)) {
    return false;
  }
  const required = (condition.required ?? []) as string[];
  const refused = Object.entries(condition.properties ?? {}).some(
    ([name, schema]) => schema === false && name in value,
  );
  return (
    required.every((name) => name in value && isKnown(value[name])) &&
    !refused &&
    mistakesIn(condition, value, root).length === 0
  );
}

/** The values in a value that a schema does not accept. */
export function mistakesIn(given: Schema, value: unknown, root: Schema = given, path = ""): Mistake[] {
  const schema = resolved(given, root);
  if (schema === false) {
    return [{ path, value, accepted: "nothing: there is no data for the region" }];
  }
  if (!isObject(schema)) {
    return [];
  }
  const rules = schema as Schema;
  const within = (name: string) => (path === "" ? name : `${path}.${name}`);
  const all = (rules.allOf ?? []) as Schema[];
  const any = ((rules.anyOf ?? rules.oneOf ?? []) as Schema[]).map((one) =>
    mistakesIn(one, value, root, path),
  );
  const own = isObject(value) || isKnown(value) ? violations(rules, value) : [];
  return [
    ...own.map((accepted) => ({ path, value, accepted })),
    ...all.flatMap((one) => mistakesIn(one, value, root, path)),
    ...(any.every((one) => one.length > 0) ? (any[0] ?? []) : []),
    ...(rules.if !== undefined
      ? mistakesIn(holds(rules.if, value, root) ? rules.then : rules.else, value, root, path)
      : []),
    ...(isObject(value)
      ? Object.entries(rules.properties ?? {}).flatMap(([name, inner]) =>
          name in value && inner !== false ? mistakesIn(inner, value[name], root, within(name)) : [],
        )
      : []),
    ...(Array.isArray(value) && rules.items !== undefined
      ? value.flatMap((item, index) => mistakesIn(rules.items, item, root, `${path}[${index}]`))
      : []),
  ];
}
