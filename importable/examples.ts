import { z } from "zod";
import { bare, fieldsOf, inTerraform } from "./schema";

/** A value that a schema accepts. */
export function exampleOf(schema: z.ZodType): unknown {
  const { type, fallback, validations } = bare(schema);
  const example = exampleIn(schema);
  const isEmpty = typeof fallback === "object" && Object.keys(fallback as object).length === 0;
  // An example of the schema with its default is another accepted value than the default.
  const own = z.globalRegistry.get(schema)?.example;
  if (fallback !== undefined && !isEmpty) {
    return own ?? fallback;
  }
  if (example !== undefined) {
    return example;
  }
  if (type instanceof z.ZodObject) {
    return Object.fromEntries(fieldsOf(type).map(([name, field]) => [name, exampleOf(field)]));
  }
  if (type instanceof z.ZodArray) {
    return [exampleOf(type.element as z.ZodType)];
  }
  if (type instanceof z.ZodRecord) {
    return { example: exampleOf(type.valueType as z.ZodType) };
  }
  if (type instanceof z.ZodEnum) {
    return type.options[0];
  }
  const range = validations.map(({ rule }) => rule).find((rule) => rule.kind === "range");
  return type instanceof z.ZodNumber
    ? (range?.minimum ?? 1)
    : type instanceof z.ZodBoolean
      ? true
      : "example";
}

function exampleIn(schema: z.ZodType): unknown {
  const own = z.globalRegistry.get(schema)?.example;
  const isWrapped =
    schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional;
  return own ?? (isWrapped ? exampleIn(schema.unwrap() as z.ZodType) : undefined);
}

/** Values for the required variables of a module, with the names of the TypeScript fields. */
export function basicExample(schema: z.ZodObject): Record<string, unknown> {
  const required = fieldsOf(schema).filter(([, field]) => {
    const { fallback, optional } = bare(field);
    return fallback === undefined && !optional;
  });
  return Object.fromEntries(required.map(([name, field]) => [name, basicValue(field)]));
}

/** Only the required fields of an object. */
function basicValue(schema: z.ZodType): unknown {
  const { type } = bare(schema);
  return type instanceof z.ZodObject && exampleIn(schema) === undefined
    ? basicExample(type)
    : exampleOf(schema);
}

/** Values for all variables of a module, with the names of the TypeScript fields. */
export function completeExample(schema: z.ZodObject): Record<string, unknown> {
  return Object.fromEntries(fieldsOf(schema).map(([name, field]) => [name, exampleOf(field)]));
}

/** The values with the names of the Terraform variables. */
export const asVariables = (schema: z.ZodObject, values: Record<string, unknown>) =>
  inTerraform(schema, values) as Record<string, unknown>;
