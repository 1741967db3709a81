import { z } from "zod";
import { fieldOf, type Validation } from "../modules/kit/rule";
import { condition, isKey } from "./hcl";
import { snakeCase } from "./names";
import { bare, fieldsOf, inTerraform, typeConstraint } from "./schema";

/** A check of a variable or of a part of it. */
export interface Check {
  /** Path of the value, such as `database.max_allocated_storage` or `availability_zones[*]`. */
  readonly path: string;
  /** The accepted values, in the words of the TypeScript check. */
  readonly accepted: string;
  /** Expression that is true for accepted values. */
  readonly condition: string;
  /** Expression of the given value. */
  readonly given: string;
}

/** A variable in Terraform's JSON syntax. https://developer.hashicorp.com/terraform/language/syntax/json */
export interface Variable {
  readonly type: string;
  readonly description: string;
  readonly default?: unknown;
  readonly nullable: boolean;
  readonly validation?: readonly { readonly condition: string; readonly error_message: string }[];
}

function checkOf({ rule, accepted }: Validation, value: string, path: string): Check {
  const field = fieldOf(rule);
  const suffix = field === undefined ? "" : `.${snakeCase(field)}`;
  return {
    path: path + suffix,
    accepted,
    condition: condition(rule, value),
    // The keys that break the rule, not the whole map.
    given:
      rule.kind === "keys" ? `[for key in keys(${value}) : key if !(${isKey(rule, "key")})]` : value + suffix,
  };
}

/** All checks of a schema, for the value of an expression. */
export function checksOf(schema: z.ZodType, value: string, path: string, depth = 0): Check[] {
  const { type, optional, fallback, validations } = bare(schema);
  const own = validations.map((validation) => checkOf(validation, value, path));
  const inner =
    type instanceof z.ZodArray
      ? itemChecks(type.element as z.ZodType, value, `${path}[*]`, depth)
      : type instanceof z.ZodRecord
        ? itemChecks(type.valueType as z.ZodType, value, `${path}[*]`, depth)
        : fieldsOf(type).flatMap(([name, field]) =>
            checksOf(field, `${value}.${snakeCase(name)}`, `${path}.${snakeCase(name)}`, depth),
          );
  const checks = [...own, ...inner];
  // Terraform evaluates only the selected branch, so the condition is not evaluated for null.
  return optional && fallback === undefined
    ? checks.map((check) => ({
        ...check,
        condition: `${value} == null ? true : ${check.condition}`,
        // The message is evaluated for null as well.
        given: check.given === value ? value : `try(${check.given}, null)`,
      }))
    : checks;
}

function itemChecks(schema: z.ZodType, list: string, path: string, depth: number): Check[] {
  const item = `item${depth === 0 ? "" : depth}`;
  return checksOf(schema, item, path, depth + 1).map((check) => ({
    ...check,
    condition: `alltrue([for ${item} in ${list} : ${check.condition}])`,
    given: `[for ${item} in ${list} : ${check.given} if !(${check.condition})]`,
  }));
}

function variable(schema: z.ZodType, checks: readonly Check[]): Variable {
  const { description, fallback, optional } = bare(schema);
  const mayBeNull = optional && fallback === undefined;
  return {
    type: typeConstraint(schema),
    description: `${description.replace(/\.$/, "")}.`,
    ...(fallback !== undefined && { default: inTerraform(schema, fallback) }),
    ...(mayBeNull && { default: null }),
    nullable: mayBeNull,
    ...(checks.length > 0 && {
      validation: checks.map((check) => ({
        condition: `\${${check.condition}}`,
        error_message: `${check.path}: given \${jsonencode(${check.given})}; accepted: ${check.accepted}.`,
      })),
    }),
  };
}

/** The variables of a module, by name. A rule between two variables is a check of the variable that its error names. */
export function variablesOf(schema: z.ZodObject): Record<string, Variable> {
  const between = bare(schema).validations.map((validation) => checkOf(validation, "var", ""));
  return Object.fromEntries(
    fieldsOf(schema).map(([field, type]) => {
      const name = snakeCase(field);
      const checks = [
        ...checksOf(type, `var.${name}`, name),
        ...between.filter(({ path }) => path === `.${name}`).map((check) => ({ ...check, path: name })),
      ];
      return [name, variable(type, checks)];
    }),
  );
}
