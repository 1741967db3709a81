import { parseAllDocuments } from "yaml";
import { isBlock } from "../plan-json";
import { isSecret, sensitiveText } from "./redaction";

/** A value that is not shown. Two of them are equal if their values are. */
export class Hidden {
  constructor(
    readonly text: string,
    readonly value?: unknown,
  ) {}

  toJSON(): string {
    return this.text;
  }
}

/** Stands in the place of a value that Terraform knows only during the apply. */
export const unknownText = "(known after the apply)";

/** The structure in a text that is JSON, or YAML of more than one line; else the value itself. */
function decoded(value: unknown): unknown {
  if (typeof value !== "string") {
    return value;
  }
  try {
    if (/^\s*[[{]/.test(value)) {
      return JSON.parse(value);
    }
    const [document, ...others] = /^["\w][^\n]*:( [^\n]*)?\n/.test(value) ? parseAllDocuments(value) : [];
    return document?.errors.length === 0 && others.length === 0 ? document.toJS() : value;
  } catch {
    return value; // It only looks like JSON.
  }
}

const marksOf = (marks: unknown, name: string) => (isBlock(marks) ? marks[name] : undefined);

/**
 * A value as it may be shown: texts with JSON or YAML are structures, values that are not set are left out, and what is
 * sensitive or not known yet is {@link Hidden}.
 *
 * @param unknown What is known only after the apply: `true`, or the marks of the parts.
 * @param sensitive Likewise.
 * @param path Names that lead to the value.
 * @param name What the value is named; of `{ name: "PASSWORD", value: … }`, the value is named `PASSWORD`.
 */
export function shown(
  value: unknown,
  unknown: unknown,
  sensitive: unknown,
  path: string,
  name: string,
): unknown {
  if (unknown === true) {
    return new Hidden(unknownText);
  }
  if ((value ?? undefined) === undefined && !isBlock(unknown)) {
    return undefined;
  }
  if (sensitive === true || isSecret(path, name, value)) {
    return new Hidden(sensitiveText, value);
  }
  const structure = decoded(value);
  if (!isBlock(structure) && !isBlock(unknown)) {
    return structure;
  }
  const parts = isBlock(structure) ? structure : {};
  const isList = Array.isArray(structure) || Array.isArray(unknown);
  const keys = [...new Set([...Object.keys(parts), ...Object.keys(isBlock(unknown) ? unknown : {})])];
  const entries = keys
    .map((key): [string, unknown] => {
      const named = key === "value" && typeof parts["name"] === "string" ? parts["name"] : key;
      const below = isList ? `${path}[${key}]` : `${path}.${key}`;
      return [
        key,
        shown(parts[key], marksOf(unknown, key), marksOf(sensitive, key), below, isList ? name : named),
      ];
    })
    .filter(([, part]) => part !== undefined);
  return isList ? entries.map(([, part]) => part) : Object.fromEntries(entries);
}
