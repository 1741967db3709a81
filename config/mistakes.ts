/** One mistake in the configuration. */
export interface Mistake {
  /** The stage or account; `config` for the whole. */
  readonly owner: string;
  /** Path of the value in the stage or account; empty for the stage or account itself. */
  readonly path: Path;
  /** The given value; undefined if there is none. */
  readonly given: unknown;
  /** The accepted values. */
  readonly accepted: string;
}

/** Keys and indexes that lead to a value. */
export type Path = readonly PropertyKey[];

/** The most characters that are shown of a given value. */
const longest = 80;

/** Text without line ends and other characters that a terminal does not print. */
const printable = (text: string) =>
  text.replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** A value of any type in one line: as JSON, if it is possible. */
function shown(value: unknown, containing: readonly unknown[] = []): string {
  if (typeof value === "string") {
    return JSON.stringify(value.slice(0, longest));
  }
  if (typeof value === "bigint") {
    return `${value}n`;
  }
  if (typeof value === "function") {
    return "a function";
  }
  if (typeof value !== "object" || value === null) {
    return String(value);
  }
  if (containing.includes(value)) {
    return "a circular reference";
  }
  const inner = [...containing, value];
  // What is longer than the line is not read: a value may be large.
  if (Array.isArray(value)) {
    return `[${value
      .slice(0, longest)
      .map((item) => shown(item, inner))
      .join(",")}]`;
  }
  const entries = Object.entries(value).slice(0, longest);
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${shown(item, inner)}`).join(",")}}`;
}

function shortened(value: unknown): string {
  const text = value === undefined ? "nothing" : printable(shown(value));
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

/** A path as it is written in TypeScript, such as `network.availabilityZones[1]`. */
function written(path: Path): string {
  return path
    .map((key, i) =>
      typeof key === "number"
        ? `[${key}]`
        : /^[\w-]+$/.test(String(key))
          ? `${i ? "." : ""}${String(key)}`
          : `[${shortened(String(key))}]`,
    )
    .join("");
}

/** The line of a mistake: where, what was given, what is accepted. */
export function line({ owner, path, given, accepted }: Mistake): string {
  const place = path.length > 0 ? `${written(path)}: ` : "";
  const name = /^[\w.-]+( [\w.-]+)?$/.test(owner) ? owner : shortened(owner);
  return `${name}: ${place}given ${shortened(given)}; accepted: ${accepted}`;
}

/** The value at a path; undefined if there is none. */
export const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
