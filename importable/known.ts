import type { z } from "zod";
import { snakeCase } from "./names";
import { bare, fieldsOf } from "./schema";

/** An input of which Terraform must know the value at plan time. */
export interface KnownInput {
  /** Path of the value: `access_instance.enabled`. */
  readonly path: string;
  readonly reason: string;
}

/** The path of a field of an object. */
export const fieldPath = (path: string, name: string) => `${path}${path === "" ? "" : "."}${snakeCase(name)}`;

/** The inputs of which Terraform must know the value at plan time. Of all others, only keys and lengths must be known. */
export function knownInputs(schema: z.ZodType, path = ""): KnownInput[] {
  const { type, known } = bare(schema);
  return known === undefined
    ? fieldsOf(type).flatMap(([name, field]) => knownInputs(field, fieldPath(path, name)))
    : [{ path, reason: known }];
}
