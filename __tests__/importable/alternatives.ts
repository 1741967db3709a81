import { z } from "zod";
import { completeExample, exampleOf } from "../../importable/examples";
import { bare, fieldsOf } from "../../importable/schema";
import { replaced } from "./refusals";

/** Values of the same type that differ from a value; the schema decides which of them are valid. */
export function near(schema: z.ZodType, value: unknown): unknown[] {
  const { type, validations, optional } = bare(schema);
  const absent = optional && value !== undefined ? [undefined] : [];
  if (value === undefined) {
    return [exampleOf(schema)];
  }
  if (typeof value === "boolean") {
    return [!value];
  }
  if (typeof value === "number") {
    const rules = validations.flatMap(({ rule }) => (rule.kind === "either" ? rule.rules : [rule]));
    const listed = rules.flatMap((rule) =>
      rule.kind === "oneOf" ? rule.values : rule.kind === "range" ? [rule.minimum, rule.maximum] : [],
    );
    return [value + 1, value - 1, value * 2, Math.floor(value / 2), ...listed, ...absent];
  }
  if (type instanceof z.ZodEnum) {
    return [...type.options, ...absent];
  }
  if (typeof value === "string") {
    const digits = [...value.matchAll(/\d/g)].map(
      ({ 0: digit, index }) => `${value.slice(0, index)}${(Number(digit) + 1) % 10}${value.slice(index + 1)}`,
    );
    return [`${value}x`, `${value}1`, ...digits, `x${value}`, ...absent];
  }
  if (Array.isArray(value) && type instanceof z.ZodArray) {
    const others = near(type.element as z.ZodType, value[0]);
    const given = value as unknown[];
    return [
      ...others.flatMap((other) => [
        [...given, other],
        [other, ...given.slice(1)],
      ]),
      given.slice(0, -1),
    ];
  }
  if (type instanceof z.ZodRecord) {
    const [key = "example", item = exampleOf(type.valueType as z.ZodType)] =
      Object.entries(value ?? {})[0] ?? [];
    const inner = type.valueType as z.ZodType;
    const more = [item, ...near(inner, item)].map((other) => ({ ...value, [`${key}x`]: other }));
    return [...more, Object.fromEntries(Object.entries(value ?? {}).slice(1))];
  }
  return [];
}

/** Every field with the paths at which a configuration has it; the elements of a map are one field, `*`. */
export function* fieldsAt(
  schema: z.ZodType,
  value: unknown,
  field: readonly string[] = [],
  path: readonly string[] = [],
): Generator<{ field: string; path: readonly string[]; schema: z.ZodType; value: unknown }> {
  const { type } = bare(schema);
  if (field.length > 0 && !(type instanceof z.ZodObject)) {
    yield { field: field.join("."), path, schema, value };
  }
  if (type instanceof z.ZodObject) {
    const fields = (value ?? {}) as Record<string, unknown>;
    for (const [name, inner] of fieldsOf(type)) {
      yield* fieldsAt(inner, fields[name], [...field, name], [...path, name]);
    }
  } else if (type instanceof z.ZodRecord && bare(type.valueType as z.ZodType).type instanceof z.ZodObject) {
    for (const [key, item] of Object.entries(value ?? {})) {
      yield* fieldsAt(type.valueType as z.ZodType, item, [...field, "*"], [...path, key]);
    }
  }
}

/**
 * The fields of a schema, each with configurations in which it alone has another valid value. The configuration from
 * which they differ is the schema's complete example, unless another one is given.
 */
export function alternativesOf(
  schema: z.ZodObject,
  configuration: Record<string, unknown> = completeExample(schema),
): Map<string, Record<string, unknown>[]> {
  const found = new Map<string, Record<string, unknown>[]>();
  for (const { field, path, schema: type, value } of fieldsAt(schema, configuration)) {
    const valid = near(type, value)
      .filter((other) => JSON.stringify(other) !== JSON.stringify(value))
      .map((other) => schema.safeParse(replaced(configuration, path, other)))
      .flatMap(({ data }) => (data ? [data as Record<string, unknown>] : []));
    found.set(field, [...(found.get(field) ?? []), ...valid.slice(0, 1)]);
  }
  return found;
}

/** A configuration in which as many fields as possible have another valid value than in the complete example. */
export function variedExample(schema: z.ZodObject): Record<string, unknown> {
  const example = completeExample(schema);
  let varied = example;
  for (const { path, schema: type, value } of fieldsAt(schema, example)) {
    const [other] = near(type, value)
      .filter((candidate) => JSON.stringify(candidate) !== JSON.stringify(value))
      .map((candidate) => replaced(varied, path, candidate) as Record<string, unknown>)
      .filter((candidate) => schema.safeParse(candidate).success);
    varied = other ?? varied;
  }
  return varied;
}
