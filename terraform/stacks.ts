import { readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { projectPath } from "../modules/kit/project-path";
import { UserError } from "./user-error";

/** A synthesized stack. */
export interface SynthesizedStack {
  readonly name: string;
  /** Names of the stacks that it is deployed after. */
  readonly dependencies: readonly string[];
}

/** Folder in which a stack was synthesized: there `terraform` itself can be run. */
export const stackFolder = (name: string) => projectPath("cdktf.out", "stacks", name);

/** Synthesizes all stacks. Configuration errors go to standard error as they are. @throws {UserError} */
export function synthesize(environment: NodeJS.ProcessEnv = process.env): SynthesizedStack[] {
  const { status } = spawnSync(process.execPath, [projectPath("build", "main.js")], {
    cwd: projectPath(),
    env: environment,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) {
    throw new UserError("the configuration was refused; nothing was synthesized");
  }
  const manifest = JSON.parse(readFileSync(projectPath("cdktf.out", "manifest.json"), "utf8")) as {
    stacks: Record<string, SynthesizedStack>;
  };
  return Object.values(manifest.stacks);
}

function matcher(pattern: string): RegExp {
  return new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`);
}

/**
 * The stacks that names and patterns such as `staging-*` select, in the order in which they are deployed.
 *
 * @throws {UserError} for a pattern that selects nothing.
 */
export function selectStacks(
  stacks: readonly SynthesizedStack[],
  patterns: readonly string[],
): SynthesizedStack[] {
  const names = stacks.map(({ name }) => name).sort();
  if (patterns.length === 0) {
    throw new UserError(`no stack named; there are ${names.join(", ")}`);
  }
  for (const pattern of patterns) {
    if (!names.some((name) => matcher(pattern).test(name))) {
      throw new UserError(`no stack is called ${pattern}; there are ${names.join(", ")}`);
    }
  }
  const chosen = stacks.filter(({ name }) => patterns.some((pattern) => matcher(pattern).test(name)));
  return inOrder(chosen);
}

function inOrder(stacks: readonly SynthesizedStack[]): SynthesizedStack[] {
  const ordered: SynthesizedStack[] = [];
  const add = (stack: SynthesizedStack) => {
    if (!ordered.includes(stack)) {
      stacks.filter(({ name }) => stack.dependencies.includes(name)).forEach(add);
      ordered.push(stack);
    }
  };
  stacks.forEach(add);
  return ordered;
}

/** The names of a stack and of all that it is deployed after. */
export function withDependencies(stacks: readonly SynthesizedStack[], name: string): string[] {
  const dependencies = stacks.find((stack) => stack.name === name)?.dependencies ?? [];
  return [...new Set([...dependencies.flatMap((below) => withDependencies(stacks, below)), name])];
}

/** The names of a stack and of all that are deployed after it. */
export function withDependents(stacks: readonly SynthesizedStack[], name: string): string[] {
  return stacks
    .filter((stack) => withDependencies(stacks, stack.name).includes(name))
    .map((stack) => stack.name);
}

/** Whether every stack comes with all the stacks that it is deployed after. */
export function isComplete(stacks: readonly SynthesizedStack[]): boolean {
  const names = new Set(stacks.map(({ name }) => name));
  return stacks.every(({ dependencies }) => dependencies.every((name) => names.has(name)));
}
