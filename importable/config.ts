import { propertyAccess, ref, Token } from "cdktf";
import { z } from "zod";
import { snakeCase } from "./names";
import { bare, fieldsOf } from "./schema";

/** A reference that a construct gets instead of a literal value. It has the type of the schema. */
function reference(schema: z.ZodType, expression: ReturnType<typeof ref>): unknown {
  const { type, optional, fallback } = bare(schema);
  if (type instanceof z.ZodString || type instanceof z.ZodEnum) {
    return Token.asString(expression);
  }
  if (type instanceof z.ZodNumber) {
    return Token.asNumber(expression);
  }
  if (type instanceof z.ZodArray) {
    return Token.asList(expression);
  }
  if (type instanceof z.ZodRecord) {
    return Token.asAnyMap(expression);
  }
  // An object that may be null has no attributes then: `fieldIn` reads them.
  if (type instanceof z.ZodObject && (!optional || fallback !== undefined)) {
    return Object.fromEntries(
      fieldsOf(type).map(([name, field]) => [
        name,
        reference(field, propertyAccess(expression, [snakeCase(name)])),
      ]),
    );
  }
  return expression;
}

/** The configuration of a construct, with references to the variables of an importable module. */
export function configurationOfVariables(schema: z.ZodObject): Record<string, unknown> {
  return Object.fromEntries(
    fieldsOf(schema).map(([name, field]) => [name, reference(field, ref(`var.${snakeCase(name)}`))]),
  );
}
