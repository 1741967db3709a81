import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { attributesOf } from "./attributes";
import type { Variable } from "./variables";

type Block = Record<string, Record<string, unknown>>;

/** The interface of a module. */
export interface ModuleSurface {
  readonly variables: Readonly<Record<string, Variable>>;
  readonly outputs: readonly string[];
  /** Addresses of the resources. */
  readonly resources: readonly string[];
  /** Required versions of Terraform and of each provider. */
  readonly requirements: Readonly<Record<string, string>>;
}

/** A version of all modules. */
export interface Release {
  readonly version: string;
  readonly modules: Readonly<Record<string, ModuleSurface>>;
}

/** One change, for the users of a module. */
export interface Difference {
  /** `breaking`: users have to change their configuration or state. */
  readonly kind: "breaking" | "additional" | "changed";
  readonly module: string;
  readonly text: string;
  /** The `moved` block that a user adds to keep the state. */
  readonly moved?: { readonly from: string; readonly to: string };
}

const readJson = (...path: string[]): unknown => JSON.parse(readFileSync(join(...path), "utf8"));

function readSurface(folder: string): ModuleSurface {
  const { variable } = readJson(folder, "variables.tf.json") as { variable: Record<string, Variable> };
  const { output } = readJson(folder, "outputs.tf.json") as { output: Block };
  const { resource = {} } = readJson(folder, "main.tf.json") as { resource?: Block };
  const { terraform } = readJson(folder, "versions.tf.json") as {
    terraform: { required_version: string; required_providers: Record<string, { version: string }> };
  };
  const providers = Object.entries(terraform.required_providers).map(([name, { version }]) => [
    name,
    version,
  ]);
  return {
    variables: variable,
    outputs: Object.keys(output),
    resources: Object.entries(resource).flatMap(([type, byName]) =>
      Object.keys(byName).map((name) => `${type}.${name}`),
    ),
    requirements: { terraform: terraform.required_version, ...Object.fromEntries(providers) },
  };
}

/** The index of a folder of modules. */
export const indexFile = "modules.json";

/** Reads the modules of a folder that `npm run modules` wrote; undefined for another folder. */
export function readRelease(folder: string): Release | undefined {
  if (!existsSync(join(folder, indexFile))) {
    return undefined;
  }
  const { version, modules } = readJson(folder, indexFile) as { version: string; modules: string[] };
  return {
    version,
    modules: Object.fromEntries(modules.map((path) => [path, readSurface(join(folder, path))])),
  };
}

const missing = (from: readonly string[], other: readonly string[]) =>
  from.filter((name) => !other.includes(name));

/** Pairs of a removed and an added name that are renames: both have the same key (`keyOf`), and no other name has it. */
function renames(removed: readonly string[], added: readonly string[], keyOf: (name: string) => string) {
  const pairs = removed.flatMap((from): [string, string][] => {
    const candidates = added.filter((to) => keyOf(to) === keyOf(from));
    const others = removed.filter((other) => keyOf(other) === keyOf(from));
    const [to] = candidates;
    return to !== undefined && candidates.length === 1 && others.length === 1 ? [[from, to]] : [];
  });
  return new Map(pairs);
}

const isRequired = (variable: Variable) => !("default" in variable);

function inputDifferences(module: string, old: ModuleSurface, now: ModuleSurface): Difference[] {
  const [before, after] = [old.variables, now.variables];
  const [removed, added] = [
    missing(Object.keys(before), Object.keys(after)),
    missing(Object.keys(after), Object.keys(before)),
  ];
  const renamed = renames(removed, added, (name) => {
    const { type, description } = (before[name] ?? after[name]) as Variable;
    return `${type} ${description}`;
  });
  const newNames = added.filter((name) => ![...renamed.values()].includes(name));
  return [
    ...[...renamed].map(([from, to]) => breaking(module, `input \`${from}\` is now called \`${to}\``)),
    ...removed
      .filter((name) => !renamed.has(name))
      .map((name) => breaking(module, `input \`${name}\` was removed`)),
    ...newNames.map((name) =>
      isRequired(after[name] as Variable)
        ? breaking(module, `input \`${name}\` is new and required`)
        : additional(module, `input \`${name}\` is new`),
    ),
    ...Object.keys(after)
      .filter((name) => name in before)
      .flatMap((name) =>
        variableDifferences(module, name, before[name] as Variable, after[name] as Variable),
      ),
  ];
}

/** Differences between the types of a variable, by attribute. */
function typeDifferences(
  module: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Difference[] {
  const [gone, come] = [
    missing([...before.keys()], [...after.keys()]),
    missing([...after.keys()], [...before.keys()]),
  ];
  // Of an object, not its attributes as well.
  const outermost = (paths: string[]) =>
    paths.filter((path) => !paths.some((other) => path.startsWith(`${other}.`)));
  return [
    ...outermost(gone).map((path) => breaking(module, `input \`${path}\` was removed`)),
    ...outermost(come).map((path) =>
      after.get(path)?.startsWith("optional(")
        ? additional(module, `input \`${path}\` is new`)
        : breaking(module, `input \`${path}\` is new and required`),
    ),
    ...[...before].flatMap(([path, was]) => {
      const is = after.get(path);
      return is === undefined || is === was
        ? []
        : [breaking(module, `input \`${path}\`: its type was \`${was}\`, and is \`${is}\``)];
    }),
  ];
}

/** Whether a condition checks only the given attributes of a variable. */
function isOnlyOf(condition: string, variable: string, attributes: readonly string[]): boolean {
  const names = attributes.map((path) =>
    path.includes(".*.") ? `item.${path.split(".*.").at(-1)}` : `var.${path}`,
  );
  // `var.workers` alone is the map or list whose elements the condition checks.
  const read = (condition.match(/\b(var|item)\.[\w.]*\w/g) ?? []).filter((one) => one !== `var.${variable}`);
  return read.length > 0 && read.every((one) => names.includes(one));
}

function variableDifferences(module: string, name: string, old: Variable, now: Variable): Difference[] {
  const [before, after] = [attributesOf(old.type, name), attributesOf(now.type, name)];
  const found = typeDifferences(module, before, after);
  if (!isRequired(old) && isRequired(now)) {
    found.push(breaking(module, `input \`${name}\` is now required`));
  } else if (isRequired(old) && !isRequired(now)) {
    found.push(additional(module, `input \`${name}\` has a default`));
  } else if (JSON.stringify(old.default) !== JSON.stringify(now.default)) {
    const [was, is] = [old.default, now.default].map((value) => `\`${JSON.stringify(value)}\``);
    found.push(breaking(module, `input \`${name}\`: its default was ${was ?? ""}, and is ${is ?? ""}`));
  }
  const added = missing([...after.keys()], [...before.keys()]);
  const conditions = ({ validation = [] }: Variable) =>
    validation.map(({ condition }) => condition).filter((condition) => !isOnlyOf(condition, name, added));
  if (missing(conditions(now), conditions(old)).length > 0) {
    found.push(breaking(module, `input \`${name}\` has stricter or different validation`));
  } else if (missing(conditions(old), conditions(now)).length > 0) {
    found.push(additional(module, `input \`${name}\` has less validation`));
  }
  if (old.description !== now.description) {
    found.push({ kind: "changed", module, text: `input \`${name}\` is described as: ${now.description}` });
  }
  return found;
}

function resourceDifferences(module: string, old: ModuleSurface, now: ModuleSurface): Difference[] {
  const [removed, added] = [missing(old.resources, now.resources), missing(now.resources, old.resources)];
  const moves = renames(removed, added, (address) => address.split(".")[0] ?? "");
  const newNames = added.filter((address) => ![...moves.values()].includes(address));
  return [
    ...[...moves].map(([from, to]) => ({
      ...breaking(module, `resource \`${from}\` has the address \`${to}\``),
      moved: { from, to },
    })),
    ...removed
      .filter((address) => !moves.has(address))
      .map((address) => breaking(module, `resource \`${address}\` was removed`)),
    ...newNames.map((address) => additional(module, `resource \`${address}\` is new`)),
  ];
}

const breaking = (module: string, text: string): Difference => ({ kind: "breaking", module, text });
const additional = (module: string, text: string): Difference => ({ kind: "additional", module, text });

function surfaceDifferences(module: string, old: ModuleSurface, now: ModuleSurface): Difference[] {
  const versions = Object.entries(now.requirements).filter(
    ([name, range]) => old.requirements[name] !== range,
  );
  return [
    ...inputDifferences(module, old, now),
    ...missing(old.outputs, now.outputs).map((name) => breaking(module, `output \`${name}\` was removed`)),
    ...missing(now.outputs, old.outputs).map((name) => additional(module, `output \`${name}\` is new`)),
    ...resourceDifferences(module, old, now),
    ...versions.map(([name, range]) =>
      breaking(
        module,
        `${name}: asked for is \`${range}\`, which was \`${old.requirements[name] ?? "nothing"}\``,
      ),
    ),
  ];
}

/** The changes between two versions of the modules, for their users. */
export function differencesOf(old: Release, now: Release): Difference[] {
  const [before, after] = [Object.keys(old.modules), Object.keys(now.modules)];
  return [
    ...missing(before, after).map((module) => breaking(module, "the module was removed")),
    ...missing(after, before).map((module) => additional(module, "the module is new")),
    ...after
      .filter((module) => before.includes(module))
      .flatMap((module) =>
        surfaceDifferences(
          module,
          old.modules[module] as ModuleSurface,
          now.modules[module] as ModuleSurface,
        ),
      ),
  ];
}
