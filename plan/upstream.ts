import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { mockOf } from "./mocks";
import { isBlock, isMarked, type Block, type PlanJson } from "./plan-json";

/** Values of the outputs of a stack, by name. */
export type Outputs = Readonly<Record<string, unknown>>;

/** A text of the same format as another one, such as the ID of another subnet: its last letter or digit is another. */
const another = (text: string) =>
  text.replace(/[0-9A-Za-z](?=[^0-9A-Za-z]*$)/, (last) => (last === "0" ? "1" : "0"));

/**
 * A value in which something takes the place of each part that is known only after the apply: a value of the format of
 * the one before, or of another element of the same list or map, else a mock.
 */
function withPlaceholders(
  before: unknown,
  after: unknown,
  unknown: unknown,
  path: readonly string[],
): unknown {
  if (unknown === true && !isBlock(before)) {
    return typeof before === "string" && before !== "" ? another(before) : before || mockOf(path);
  }
  if (unknown === true) {
    const parts = Object.entries(before as Block).map(([name, part]): [string, unknown] => [
      name,
      withPlaceholders(part, undefined, true, [...path, name]),
    ]);
    return Array.isArray(before) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
  }
  if (!isBlock(unknown)) {
    return after;
  }
  const values = isBlock(before) ? (before as Record<string, unknown>) : {};
  const [sibling] = Object.values(values);
  const parts = isBlock(after) ? after : Array.isArray(unknown) ? [] : {};
  const names = new Set([...Object.keys(parts), ...Object.keys(unknown)]);
  const entries = [...names].map((name): [string, unknown] => [
    name,
    withPlaceholders(values[name] ?? sibling, (parts as Block)[name], unknown[name], [...path, name]),
  ]);
  return Array.isArray(parts) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

/** The texts of a value where it is known only after the apply. */
function* textsAt(value: unknown, unknown: unknown): Generator<string> {
  if (unknown === true && typeof value === "string") {
    yield value;
  } else if (isBlock(value) && (unknown === true || isBlock(unknown))) {
    for (const [name, part] of Object.entries(value)) {
      yield* textsAt(part, unknown === true || unknown[name]);
    }
  }
}

/** Outputs of a stack after a planned change. */
export interface PlannedOutputs {
  /** All outputs, with placeholders for what is known only after the apply. */
  readonly outputs: Outputs;
  /** The names of those that the plan changes. */
  readonly changed: readonly string[];
  /** The names of those that have a mock, because the stack has never had the output. */
  readonly mocked: readonly string[];
  /** What takes the place of values that are known only after the apply, with the output's name, such as `vpc_id`. */
  readonly placeholders: ReadonlyMap<string, string>;
}

/** The outputs of a stack after its plan. */
export function plannedOutputs(stack: string, { output_changes: changes = {} }: PlanJson): PlannedOutputs {
  const entries = Object.entries(changes);
  const outputs = Object.fromEntries(
    entries.map(([name, { before, after, after_unknown: unknown }]) => [
      name,
      withPlaceholders(before ?? undefined, after, unknown, [stack, name]),
    ]),
  );
  const named = (isNamed: (change: (typeof entries)[number][1], name: string) => boolean) =>
    entries.filter(([name, change]) => isNamed(change, name)).map(([name]) => name);
  const placeholders = entries.flatMap(([name, { after_unknown: unknown }]) =>
    [...textsAt(outputs[name], unknown)].flatMap((text) => [
      [text, name] as const,
      // Charts use parts of IDs and ARNs in names.
      [text.split(/[:/]/).at(-1) ?? text, name] as const,
    ]),
  );
  return {
    outputs,
    // A short text would also be a part of others.
    placeholders: new Map(placeholders.filter(([text]) => text.length >= 8)),
    changed: named(
      ({ before, after_unknown: unknown }, name) =>
        isMarked(unknown) || !isDeepStrictEqual(before ?? null, outputs[name] ?? null),
    ),
    mocked: named(({ before, after_unknown: unknown }) => (before ?? null) === null && isMarked(unknown)),
  };
}

/** Terraform's type of a value. https://pkg.go.dev/github.com/zclconf/go-cty/cty/json#MarshalType */
function typeOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    return ["list", value.length > 0 ? typeOf(value[0]) : "string"];
  }
  if (isBlock(value)) {
    const [first] = Object.values(value);
    return ["map", first === undefined ? "string" : typeOf(first)];
  }
  return typeof value === "boolean" ? "bool" : typeof value === "number" ? "number" : "string";
}

/** Where the planned outputs of a stack are written. */
const stateFile = (stack: string) => `${stack}.tfstate`;

/**
 * The outputs of a stack with which another one was planned; none if it reads the published ones.
 *
 * @param folder Of the plan of the other one.
 */
export function readPlannedOutputs(folder: string, stack: string): Outputs {
  const path = join(folder, stateFile(stack));
  const { outputs } = (existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : { outputs: {} }) as {
    outputs: Record<string, { value: unknown }>;
  };
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
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

/** What a stack reads from the state of another one. */
export interface Read {
  /** The name of the data source. */
  readonly label: string;
  /** The other stack. */
  readonly stack: string;
  /** Names of outputs. */
  readonly outputs: readonly string[];
}

const remoteStates = (json: Block) =>
  ((json["data"] ?? {}) as Record<string, Record<string, Block>>)["terraform_remote_state"] ?? {};

/** What a synthesized stack reads from the states of others. */
export function readsOf(json: Block): Read[] {
  const text = JSON.stringify(json);
  return Object.entries(remoteStates(json)).map(([label, block]) => {
    const found = text.matchAll(new RegExp(`\\bterraform_remote_state\\.${label}\\.outputs\\.(\\w+)`, "g"));
    return {
      label,
      stack: String((block["config"] as Block)["key"]).replace(/\.tfstate$/, ""),
      outputs: [...new Set([...found].map(([, name = ""]) => name))],
    };
  });
}

/** Planned outputs that a stack reads. */
interface PlannedRead {
  readonly label: string;
  readonly stack: string;
  /** All outputs of the other stack. */
  readonly outputs: Outputs;
  /** Those that this stack reads and whose values are not the published ones, such as `staging-network.vpc_id`. */
  readonly provisional: readonly string[];
  /** Those of them that have a mock. */
  readonly mocked: readonly string[];
}

/**
 * What a stack reads of outputs that change.
 *
 * @param upstream By the name of the upstream stack.
 */
export function plannedReads(json: Block, upstream: ReadonlyMap<string, PlannedOutputs>): PlannedRead[] {
  return readsOf(json).flatMap(({ label, stack, outputs: names }) => {
    const of = upstream.get(stack);
    const read = (from: readonly string[] = []) =>
      from.filter((name) => names.includes(name)).map((name) => `${stack}.${name}`);
    const provisional = read(of?.changed);
    return of && provisional.length > 0
      ? [{ label, stack, outputs: of.outputs, provisional, mocked: read(of.mocked) }]
      : [];
  });
}

/**
 * The configuration of a stack that reads planned outputs of other stacks instead of their states, for a plan alone.
 *
 * @param folder Where terraform runs: the planned outputs are written there.
 */
export function withOutputs(json: Block, planned: readonly PlannedRead[], folder: string): Block {
  if (planned.length === 0) {
    return json;
  }
  const states = planned.map(({ label, stack, outputs }) => {
    const path = stateFile(stack);
    writeFileSync(join(folder, path), JSON.stringify(stateOf(outputs)), { mode: 0o600 });
    return [label, { ...remoteStates(json)[label], backend: "local", config: { path } }] as const;
  });
  const data = {
    ...(json["data"] as Block),
    terraform_remote_state: { ...remoteStates(json), ...Object.fromEntries(states) },
  };
  return { ...json, data };
}
