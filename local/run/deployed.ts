import { rmSync } from "node:fs";
import { z } from "zod";
import { localStatePath } from "../../stacks/bootstrap-stack";
import { readJsonFile, writeJsonFile, type JsonFile } from "../../terraform/json-file";
import { localPath } from "../../terraform/paths";
import { stackFolder } from "../../terraform/stacks";
import type { Environment } from "../environment-file";

const progressSchema = z.strictObject({
  /** Whether the deployment is complete. */
  complete: z.boolean(),
  /** Resources in the state after a complete deployment. */
  resources: z.number().default(0),
});

/** Progress of the deployment of a stack. */
type Progress = z.infer<typeof progressSchema>;

/** The stacks that were deployed into an environment. The id of the environment shows whether they still exist. */
const file: JsonFile<{ environment: string; stacks: Record<string, Progress> }> = {
  path: localPath("deployed.json"),
  schema: z.strictObject({ environment: z.string(), stacks: z.record(z.string(), progressSchema) }),
  remedy: "npm run local -- --stop, then npm run local",
};

function stacksOf(environment: Environment): Readonly<Record<string, Progress>> {
  const deployed = readJsonFile(file);
  return deployed?.environment === environment.id ? deployed.stacks : {};
}

/** Names of the stacks whose deployment into an environment was started, complete or not. */
export const startedStacks = (environment: Environment): readonly string[] =>
  Object.keys(stacksOf(environment));

/** The stacks that were deployed completely into an environment, with the number of their resources. */
export const deployedStacks = (environment: Environment): ReadonlyMap<string, number> =>
  new Map(
    Object.entries(stacksOf(environment)).flatMap(([name, { complete, resources }]) =>
      complete ? [[name, resources] as const] : [],
    ),
  );

/** Records that the deployment of a stack was started. */
export function noteStarted(environment: Environment, stack: string): void {
  note(environment, stack, { complete: false, resources: 0 });
}

/** Records that a stack is deployed, with the number of its resources. */
export function noteDeployed(environment: Environment, stack: string, resources: number): void {
  note(environment, stack, { complete: true, resources });
}

/** Records that a stack was destroyed. */
export function noteDestroyed(environment: Environment, stack: string): void {
  note(environment, stack, undefined);
}

function note(environment: Environment, stack: string, progress: Progress | undefined): void {
  const others = Object.entries(stacksOf(environment)).filter(([name]) => name !== stack);
  const stacks = Object.fromEntries(progress ? [...others, [stack, progress]] : others);
  writeJsonFile(file, { environment: environment.id, stacks });
}

/** Removes the working files of Terraform that refer to an earlier environment, whose states no longer exist. */
export function removeEarlierDeployments(environment: Environment, stacks: readonly string[]): void {
  if (readJsonFile(file)?.environment === environment.id) {
    return;
  }
  for (const stack of stacks) {
    rmSync(stackFolder(stack), { recursive: true, force: true });
    rmSync(localStatePath(stack), { force: true });
    rmSync(`${localStatePath(stack)}.backup`, { force: true });
  }
  writeJsonFile(file, { environment: environment.id, stacks: {} });
}
