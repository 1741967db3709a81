import { configurationOf } from "../../config";
import { checkConfiguration, ConfigurationError } from "../../config/check";
import { connection } from "../support/synthesis";

/** The delivered configuration, not checked. */
export const delivered = configurationOf(connection);

/** A change of the configuration: a path, and the value there; undefined removes the field. */
export type Edit = readonly [path: string | readonly (string | number)[], value: unknown];

/** The delivered configuration, with its defaults and some fields changed. It is a deep copy: stages share no objects. */
export function edited(...edits: readonly Edit[]): unknown {
  const copy = JSON.parse(JSON.stringify(checkConfiguration(delivered))) as Record<string, unknown>;
  for (const [path, value] of edits) {
    const keys = typeof path === "string" ? path.split(".") : path.map(String);
    const last = keys.pop() ?? "";
    const owner = keys.reduce((inner, key) => inner[key] as Record<string, unknown>, copy);
    if (value === undefined) {
      Reflect.deleteProperty(owner, last);
    } else {
      Object.defineProperty(owner, last, { value, enumerable: true, configurable: true, writable: true });
    }
  }
  return copy;
}

/** The lines of the mistakes in a configuration. Anything else that is thrown fails the test. */
export function linesOf(input: unknown): readonly string[] {
  try {
    checkConfiguration(input);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) {
      return error.lines;
    }
    throw error;
  }
}
