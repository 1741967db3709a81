import { z } from "zod";
import type { Validation } from "../modules/kit/rule";
import { literal } from "./hcl";
import { snakeCase } from "./names";

/** A schema without its wrappers for default values and optional fields. */
export interface Bare {
  readonly type: z.ZodType;
  /** Default value; undefined if there is none. */
  readonly fallback: unknown;
  /** Whether the value may be omitted. */
  readonly optional: boolean;
  readonly description: string;
  /** Why Terraform must know the value at plan time; undefined if it need not. */
  readonly known: string | undefined;
  readonly validations: readonly Validation[];
}

/** Removes the wrappers of a schema. */
export function bare(schema: z.ZodType): Bare {
  const metadata = z.globalRegistry.get(schema);
  const inner =
    schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional
      ? bare(schema.unwrap() as z.ZodType)
      : undefined;
  return {
    type: inner?.type ?? schema,
    fallback:
      schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
        ? schema.def.defaultValue
        : inner?.fallback,
    optional: schema instanceof z.ZodOptional || (inner?.optional ?? false),
    description: metadata?.description ?? inner?.description ?? "",
    known: metadata?.known ?? inner?.known,
    validations: inner?.validations ?? metadata?.validations ?? [],
  };
}

/** The fields of an object's schema. */
export function fieldsOf(schema: z.ZodType): [string, z.ZodType][] {
  return schema instanceof z.ZodObject ? (Object.entries(schema.shape) as [string, z.ZodType][]) : [];
}

/** A value with Terraform's names of its fields. The keys of a map are not changed. */
export function inTerraform(schema: z.ZodType, value: unknown): unknown {
  const { type } = bare(schema);
  if (value === undefined || value === null) {
    return value;
  }
  if (type instanceof z.ZodObject) {
    const given = value as Record<string, unknown>;
    const fields = fieldsOf(type).filter(([name]) => given[name] !== undefined);
    return Object.fromEntries(
      fields.map(([name, field]) => [snakeCase(name), inTerraform(field, given[name])]),
    );
  }
  if (type instanceof z.ZodRecord) {
    const inner = type.valueType as z.ZodType;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inTerraform(inner, item)]));
  }
  return type instanceof z.ZodArray
    ? (value as unknown[]).map((item) => inTerraform(type.element as z.ZodType, item))
    : value;
}

/** Terraform's type constraint of a schema. https://developer.hashicorp.com/terraform/language/expressions/type-constraints */
export function typeConstraint(schema: z.ZodType): string {
  const { type } = bare(schema);
  if (type instanceof z.ZodString || type instanceof z.ZodEnum) {
    return "string";
  }
  if (type instanceof z.ZodNumber) {
    return "number";
  }
  if (type instanceof z.ZodBoolean) {
    return "bool";
  }
  if (type instanceof z.ZodArray) {
    return `list(${typeConstraint(type.element as z.ZodType)})`;
  }
  if (type instanceof z.ZodRecord) {
    return `map(${typeConstraint(type.valueType as z.ZodType)})`;
  }
  const fields = fieldsOf(type).map(([name, field]) => `${snakeCase(name)} = ${attributeConstraint(field)}`);
  return `object({ ${fields.join(", ")} })`;
}

function attributeConstraint(schema: z.ZodType): string {
  const { fallback, optional } = bare(schema);
  const type = typeConstraint(schema);
  if (fallback !== undefined) {
    return `optional(${type}, ${literal(inTerraform(schema, fallback))})`;
  }
  return optional ? `optional(${type})` : type;
}
