import { DepGraph } from "dependency-graph";
import { readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { projectPath } from "../modules/kit/project-path";
import { isMatch } from "picomatch";
import { UserError } from "./user-error";

/** A synthesized stack. */
export interface SynthesizedStack {
  readonly name: string;
  /** Names of the stacks that it depends on. */
  readonly dependencies: readonly string[];
}

/** The address of a resource as a word of a shell. */
export const quotedAddress = (address: string) => (/^[\w.-]+$/.test(address) ? address : `'${address}'`);

/** Folder of a synthesized stack, in which `terraform` can be run. */
export const stackFolder = (name: string) => projectPath("cdktf.out", "stacks", name);

/** Synthesizes all stacks. Configuration errors are printed to standard error. @throws {UserError} */
export function synthesize(environment: NodeJS.ProcessEnv = process.env): SynthesizedStack[] {
  const { status } = spawnSync(process.execPath, [projectPath("build", "main.js")], {
    cwd: projectPath(),
    env: environment,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) {
    throw new UserError("the configuration is invalid; nothing was synthesized");
  }
  const manifest = JSON.parse(readFileSync(projectPath("cdktf.out", "manifest.json"), "utf8")) as {
    stacks: Record<string, SynthesizedStack>;
  };
  return Object.values(manifest.stacks);
}

/** The position of the last hyphen of a pattern that is not in braces, brackets or parentheses; -1 if there is none. */
function lastHyphen(pattern: string): number {
  let depth = 0;
  let found = -1;
  for (const [index, character] of [...pattern].entries()) {
    depth += "{[(".includes(character) ? 1 : "}])".includes(character) ? -1 : 0;
    found = character === "-" && depth === 0 ? index : found;
  }
  return found;
}

/**
 * Whether a pattern `<stage or account>-<layer>` selects a stack: `production-*` selects no stack of a stage
 * `production-eu`. A pattern without this form, such as `*`, is compared with the whole name.
 */
function isSelected(name: string, owner: string, pattern: string): boolean {
  const hyphen = lastHyphen(pattern);
  // picomatch throws for an empty pattern.
  const matches = (part: string, ofPattern: string) => ofPattern !== "" && isMatch(part, ofPattern);
  return (
    name === pattern ||
    (hyphen < 0
      ? matches(name, pattern)
      : matches(owner, pattern.slice(0, hyphen)) &&
        matches(name.slice(owner.length + 1), pattern.slice(hyphen + 1)))
  );
}

/**
 * The stacks that names and patterns such as `staging-*` select, in deployment order.
 *
 * @param ownerOf The stage or account of a stack, which the configuration decides.
 * @throws {UserError} for a pattern that selects nothing.
 */
export function selectStacks(
  stacks: readonly SynthesizedStack[],
  patterns: readonly string[],
  ownerOf: (stack: string) => string,
): SynthesizedStack[] {
  const names = stacks.map(({ name }) => name).sort();
  const selectedBy = (pattern: string) => names.filter((name) => isSelected(name, ownerOf(name), pattern));
  if (patterns.length === 0) {
    throw new UserError(`stack: given none; accepted: ${names.join(", ")}, or a pattern such as 'staging-*'`);
  }
  for (const pattern of patterns) {
    if (selectedBy(pattern).length === 0) {
      throw new UserError(
        `stack: given ${pattern === "" ? "nothing" : pattern}; accepted: ${names.join(", ")}, or a pattern such as 'staging-*'`,
      );
    }
  }
  const selected = new Set(patterns.flatMap(selectedBy));
  const order = graphOf(stacks).overallOrder();
  return stacks
    .filter(({ name }) => selected.has(name))
    .toSorted((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
}

/** The given stacks, and the dependencies between them. */
function graphOf(stacks: readonly SynthesizedStack[]): DepGraph<SynthesizedStack> {
  const graph = new DepGraph<SynthesizedStack>();
  stacks.forEach((stack) => graph.addNode(stack.name, stack));
  for (const { name, dependencies } of stacks) {
    dependencies.filter((below) => graph.hasNode(below)).forEach((below) => graph.addDependency(name, below));
  }
  return graph;
}

/** The names of a stack and of its dependencies, direct and indirect. */
export const withDependencies = (stacks: readonly SynthesizedStack[], name: string): string[] => [
  ...graphOf(stacks).dependenciesOf(name),
  name,
];

/** The names of a stack and of its dependents, direct and indirect. */
export const withDependents = (stacks: readonly SynthesizedStack[], name: string): string[] => [
  name,
  ...graphOf(stacks).dependantsOf(name),
];

/** Groups of stacks that can be deployed at the same time, in deployment order. */
export function waves(stacks: readonly SynthesizedStack[]): SynthesizedStack[][] {
  const graph = graphOf(stacks);
  const depth = (name: string): number => 1 + Math.max(-1, ...graph.directDependenciesOf(name).map(depth));
  const depths = stacks.map(({ name }) => depth(name));
  return [...new Set(depths)].sort().map((wave) => stacks.filter((_, index) => depths[index] === wave));
}
