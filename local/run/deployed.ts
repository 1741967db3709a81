import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { localStatePath } from "../../stacks/bootstrap-stack";
import { stackFolder } from "../../terraform/stacks";
import type { Environment } from "../environment-file";
import { localPath } from "../../terraform/paths";

/** How far the deployment of a stack has come. */
type Progress = "started" | "whole";

/** The stacks that were deployed into an environment, which forgets everything when it ends. */
interface Deployed {
  readonly environment: string;
  readonly stacks: Readonly<Record<string, Progress>>;
}

const file = () => localPath("deployed.json");

function read(): Deployed | undefined {
  return existsSync(file()) ? (JSON.parse(readFileSync(file(), "utf8")) as Deployed) : undefined;
}

function write({ id }: Environment, stacks: Deployed["stacks"]): void {
  writeFileSync(file(), JSON.stringify({ environment: id, stacks } satisfies Deployed));
}

function stacksOf(environment: Environment): Deployed["stacks"] {
  const deployed = read();
  return deployed?.environment === environment.id ? deployed.stacks : {};
}

/** Names of the stacks whose deployment into an environment was started, whether or not it came to its end. */
export function startedStacks(environment: Environment): readonly string[] {
  return Object.keys(stacksOf(environment));
}

/** Names of the stacks that were deployed whole into an environment. */
export function deployedStacks(environment: Environment): readonly string[] {
  const stacks = stacksOf(environment);
  return Object.keys(stacks).filter((name) => stacks[name] === "whole");
}

/** Notes how far the deployment of a stack has come. */
export function noteProgress(environment: Environment, stack: string, progress: Progress): void {
  write(environment, { ...stacksOf(environment), [stack]: progress });
}

/** Removes what Terraform keeps of an environment that is gone: its states lay in it. */
export function forgetEarlierEnvironments(environment: Environment, stacks: readonly string[]): void {
  if (read()?.environment === environment.id) {
    return;
  }
  for (const stack of stacks) {
    rmSync(stackFolder(stack), { recursive: true, force: true });
    rmSync(localStatePath(stack), { force: true });
    rmSync(`${localStatePath(stack)}.backup`, { force: true });
  }
  write(environment, {});
}

/** Notes that a stack was destroyed. */
export function noteDestroyed(environment: Environment, stack: string): void {
  const others = Object.entries(stacksOf(environment)).filter(([name]) => name !== stack);
  write(environment, Object.fromEntries(others));
}
