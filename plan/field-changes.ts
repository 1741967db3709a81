import { z } from "zod";
import { bare, fieldsOf } from "../importable/schema";
import type { Change } from "../modules/kit/change";

/** A field of a stage, and what changing it does. */
export interface FieldChanges {
  /** Names that lead to the field; `*` for an element of a map. */
  readonly path: readonly string[];
  readonly changes: readonly Change[];
}

/** What the schema says about changes; the wrappers for default values and optional fields are looked through. */
function changesOf(schema: z.ZodType): readonly Change[] | undefined {
  const isWrapper =
    schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional;
  return schema.meta()?.changes ?? (isWrapper ? changesOf(schema.unwrap() as z.ZodType) : undefined);
}

/**
 * The fields of a schema, in its order, each with what changing it does. A field without an entry of its own has that of
 * the object that it belongs to, and none if there is no such entry.
 */
export function fieldChanges(
  schema: z.ZodType,
  path: readonly string[] = [],
  inherited: readonly Change[] = [],
): FieldChanges[] {
  const { type } = bare(schema);
  const changes = changesOf(schema) ?? inherited;
  if (type instanceof z.ZodObject) {
    return fieldsOf(type).flatMap(([name, field]) => fieldChanges(field, [...path, name], changes));
  }
  const element = type instanceof z.ZodRecord ? (type.valueType as z.ZodType) : undefined;
  const ofElement = element && bare(element).type instanceof z.ZodObject ? element : undefined;
  return [{ path, changes }, ...(ofElement ? fieldChanges(ofElement, [...path, "*"]) : [])];
}
