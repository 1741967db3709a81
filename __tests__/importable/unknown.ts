import { z } from "zod";
import { completeExample } from "../../importable/examples";
import { fieldPath } from "../../importable/known";
import { snakeCase } from "../../importable/names";
import { bare, fieldsOf, inTerraform } from "../../importable/schema";

/** The resource whose attribute `output` has no value until an apply. */
export const unknownResource = { terraform_data: { unknown: { input: "" } } };
const unknown = "${terraform_data.unknown.output}";

/**
 * The complete example of a schema in which each string, number and bool has a value that Terraform knows only after an
 * apply. Lengths of lists and keys of maps are known, and inputs that must be known have the value of the example, except
 * one, given by its path.
 */
export function unknownExample(schema: z.ZodObject, exception?: string): Record<string, unknown> {
  return withUnknown(schema, completeExample(schema), "", exception) as Record<string, unknown>;
}

function withUnknown(schema: z.ZodType, value: unknown, path: string, exception?: string): unknown {
  const { type, known } = bare(schema);
  if (value === undefined) {
    return undefined;
  }
  if (known !== undefined && path !== exception) {
    return inTerraform(schema, value);
  }
  if (type instanceof z.ZodObject) {
    const fields = value as Record<string, unknown>;
    return Object.fromEntries(
      fieldsOf(type).map(([name, field]) => [
        snakeCase(name),
        withUnknown(field, fields[name], fieldPath(path, name), exception),
      ]),
    );
  }
  if (type instanceof z.ZodRecord) {
    const inner = type.valueType as z.ZodType;
    return Object.fromEntries(
      Object.entries(value as object).map(([key, item]) => [
        key,
        withUnknown(inner, item, `${path}.*`, exception),
      ]),
    );
  }
  return type instanceof z.ZodArray
    ? (value as unknown[]).map((item) => withUnknown(type.element as z.ZodType, item, `${path}.*`, exception))
    : unknown;
}
