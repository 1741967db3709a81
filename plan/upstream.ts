import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Block, PlanJson } from "./plan-json";

/** Values of the outputs of a stack, by name. */
export type Outputs = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Block => typeof value === "object" && value !== null;

/** A text of the same format as another one, such as the ID of another subnet: its last letter or digit is another. */
const another = (text: string) =>
  text.replace(/[0-9A-Za-z](?=[^0-9A-Za-z]*$)/, (last) => (last === "0" ? "1" : "0"));

/**
 * A value in which something takes the place of each part that is known only after the apply: a value of the format of
 * the one before, or of another element of the same list or map.
 */
function withPlaceholders(before: unknown, after: unknown, unknown: unknown): unknown {
  if (unknown === true) {
    return typeof before === "string" ? another(before) : before;
  }
  if (!isObject(unknown) || !isObject(after)) {
    return after;
  }
  const values = isObject(before) ? (before as Record<string, unknown>) : {};
  const [sibling] = Object.values(values);
  const names = new Set([...Object.keys(after), ...Object.keys(unknown)]);
  const entries = [...names].map((name): [string, unknown] => [
    name,
    withPlaceholders(values[name] ?? sibling, after[name], unknown[name]),
  ]);
  return Array.isArray(after) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

/** The outputs that a plan changes, with placeholders for what is known only after the apply. */
export function changedOutputs({ output_changes: changes = {} }: PlanJson): Outputs {
  return Object.fromEntries(
    Object.entries(changes).flatMap(([name, { before, after, after_unknown: unknown }]) => {
      const planned = withPlaceholders(before, after, unknown);
      return isDeepStrictEqual(before, planned) ? [] : [[name, planned]];
    }),
  );
}

/** Terraform's type of a value. https://pkg.go.dev/github.com/zclconf/go-cty/cty/json#MarshalType */
function typeOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    return ["list", value.length > 0 ? typeOf(value[0]) : "string"];
  }
  if (isObject(value)) {
    const [first] = Object.values(value);
    return ["map", first === undefined ? "string" : typeOf(first)];
  }
  return typeof value === "boolean" ? "bool" : typeof value === "number" ? "number" : "string";
}

/** Outputs of a stack after a planned change. */
export interface PlannedOutputs {
  /** All outputs. */
  readonly outputs: Outputs;
  /** The names of those that the plan changes. */
  readonly changed: readonly string[];
}

/** A state that has only outputs. */
const stateOf = (outputs: Outputs) => ({
  version: 4,
  serial: 1,
  lineage: "planned",
  outputs: Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [name, { value, type: typeOf(value) }]),
  ),
  resources: [],
});

/**
 * The configuration of a stack that reads the planned outputs of upstream stacks instead of their states, for a plan alone.
 * It is the given one if the stack reads no output that changes.
 *
 * @param upstream By the name of the upstream stack.
 * @param folder Where the planned outputs are written.
 */
export function withOutputs(
  json: Block,
  upstream: ReadonlyMap<string, PlannedOutputs>,
  folder: string,
): Block {
  const data = (json["data"] ?? {}) as Record<string, Record<string, Block>>;
  const text = JSON.stringify(json);
  const planned = Object.entries(data["terraform_remote_state"] ?? {}).flatMap(([label, block]) => {
    const stack = String((block["config"] as Block)["key"]).replace(/\.tfstate$/, "");
    const { outputs, changed } = upstream.get(stack) ?? { outputs: {}, changed: [] };
    const reads = (name: string) =>
      new RegExp(`\\bterraform_remote_state\\.${label}\\.outputs\\.${name}\\b`).test(text);
    if (!changed.some(reads)) {
      return [];
    }
    const path = join(folder, `${stack}.tfstate`);
    writeFileSync(path, JSON.stringify(stateOf(outputs)));
    return [[label, { ...block, backend: "local", config: { path } }] as const];
  });
  return planned.length === 0
    ? json
    : {
        ...json,
        data: {
          ...data,
          terraform_remote_state: { ...data["terraform_remote_state"], ...Object.fromEntries(planned) },
        },
      };
}
