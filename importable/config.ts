import { propertyAccess, ref, Token } from "cdktf";
import { z } from "zod";
import { snakeCase } from "./names";
import { bare, fieldsOf } from "./schema";

/** The value that a construct is given in the place of a plain one: a reference, of the type that the schema says. */
function reference(schema: z.ZodType, expression: ReturnType<typeof ref>): unknown {
  const { type } = bare(schema);
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
  if (type instanceof z.ZodObject) {
    return Object.fromEntries(
      fieldsOf(type).map(([name, field]) => [
        name,
        reference(field, propertyAccess(expression, [snakeCase(name)])),
      ]),
    );
  }
  return expression;
}

/** The configuration of a construct, made of the variables of an imported module. */
export function configurationOfVariables(schema: z.ZodObject): Record<string, unknown> {
  return Object.fromEntries(
    fieldsOf(schema).map(([name, field]) => [name, reference(field, ref(`var.${snakeCase(name)}`))]),
  );
}
