import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { localStatePath } from "../../stacks/bootstrap-stack";
import { stackFolder } from "../../commands/stacks";
import type { Environment } from "../environment";
import { localPath } from "../paths";

/** The stacks that were deployed into an environment, which forgets everything when it ends. */
interface Deployed {
  readonly environment: string;
  readonly stacks: readonly string[];
}

const file = () => localPath("deployed.json");

function read(): Deployed | undefined {
  return existsSync(file()) ? (JSON.parse(readFileSync(file(), "utf8")) as Deployed) : undefined;
}

function write({ id }: Environment, stacks: readonly string[]): void {
  writeFileSync(file(), JSON.stringify({ environment: id, stacks } satisfies Deployed));
}

/** Names of the stacks that were deployed whole into an environment. */
export function deployedStacks(environment: Environment): readonly string[] {
  const deployed = read();
  return deployed?.environment === environment.id ? deployed.stacks : [];
}

/** Notes that a stack was deployed whole. */
export function noteDeployed(environment: Environment, stack: string): void {
  const stacks = [...new Set([...deployedStacks(environment), stack])];
  write(environment, stacks);
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
  write(environment, []);
}

/** Notes that a stack was destroyed. */
export function noteDestroyed(environment: Environment, stack: string): void {
  const stacks = deployedStacks(environment).filter((name) => name !== stack);
  write(environment, stacks);
}
