import { Listr, type ListrTask } from "listr2";
import { cdktfBinary, cdktfEnvironment } from "../../commands/cdktf";
import { selectStacks, synthesize, withDependencies, type SynthesizedStack } from "../../terraform/stacks";
import { projectPath } from "../../modules/kit/project-path";
import type { Environment } from "../environment-file";
import { runCommand, type Report } from "../../terraform/steps";
import { deployedStacks, noteProgress } from "./deployed";
import { layers, type Layer } from "./options";
import { progressOf, timed } from "./progress";
import { countChanges, countResources, initialize } from "./terraform";

/** The stack of the account that the stage lives in. */
export const bootstrapStack = "emulator-bootstrap";

/** Name of the stage that is deployed on one machine. */
export const stage = "local";

/** Name of the stack of a layer. */
export const stackOf = (layer: Layer) => `${stage}-${layer}`;

/** Names of the stacks that are deployed on one machine. */
export const allStacks: readonly string[] = [bootstrapStack, ...layers.map(stackOf)];

/** Runs one of cdktf's commands on one stack, whatever other stacks it is ordered after. */
export async function runCdktf(
  operation: "deploy" | "destroy",
  stack: string,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  await runCommand(
    {
      step: `cdktf ${operation} ${stack}`,
      command: process.execPath,
      args: [
        cdktfBinary,
        operation,
        stack,
        "--auto-approve",
        "--ignore-missing-stack-dependencies",
        "--skip-synth",
      ],
      log: `${operation}-${stack}`,
      cwd: projectPath(),
      // Without CI, cdktf draws a spinner.
      env: { ...cdktfEnvironment([stack]), CI: "1" },
    },
    report,
    signal,
  );
}

/** Runs `npm run bootstrap` for the emulated account, whose state goes into the bucket that it makes, or back. */
export async function runBootstrap(
  state: "bucket" | "local",
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  await runCommand(
    {
      step: `bootstrap of ${bootstrapStack}`,
      command: process.execPath,
      args: [
        projectPath("build", "commands", "bootstrap.js"),
        "emulator",
        "--state",
        state,
        "--auto-approve",
      ],
      log: `bootstrap-${state}`,
      cwd: projectPath(),
      env: { ...process.env, CI: "1" },
    },
    report,
    signal,
  );
}

interface Measured {
  seconds: number;
  resources: number;
  changes: number;
}

/** Deploys one stack unless a plan says that nothing would change, and plans it once more. */
async function deployStack(stack: string, environment: Environment, report: Report, signal: AbortSignal) {
  const start = Date.now();
  const seconds = () => (Date.now() - start) / 1000;
  if (deployedStacks(environment).includes(stack)) {
    await initialize(stack, report, signal);
    report("planning");
    if ((await countChanges(stack, signal)) === 0) {
      return { seconds: seconds(), resources: await countResources(stack, signal), changes: 0 };
    }
  }
  noteProgress(environment, stack, "started");
  if (stack === bootstrapStack) {
    await runBootstrap("bucket", report, signal);
  } else {
    await runCdktf("deploy", stack, report, signal);
  }
  noteProgress(environment, stack, "whole");
  const deployed = seconds();
  report("planning again");
  return {
    seconds: deployed,
    resources: await countResources(stack, signal),
    changes: await countChanges(stack, signal),
  };
}

/** A task a stack: all, or a layer and what it needs. A stack starts when all the stacks that it is deployed after are done. */
export function deployTasks(layer: Layer | undefined, environment: Environment, signal: AbortSignal) {
  const measured = new Map<string, Measured>();
  const task = ({ name }: SynthesizedStack): ListrTask => ({
    title: name,
    task: async (_, task) => {
      const report = progressOf(task);
      const result = await deployStack(name, environment, report, signal);
      measured.set(name, result);
      const { resources, changes } = result;
      task.title = `${name}: ${resources} resources, ${changes} changes in a second plan`;
    },
  });
  const synthesized = synthesize();
  const names = layer ? [bootstrapStack, ...withDependencies(synthesized, stackOf(layer))] : allStacks;
  const stacks = selectStacks(synthesized, names);
  const tasks = new Listr(inWaves(waves(stacks), task), timed);
  const summaries = () =>
    stacks.flatMap(({ name }) => {
      const result = measured.get(name);
      return result ? [{ name, ...result }] : [];
    });
  return { tasks, summaries };
}

/** A task a stack, those of a wave side by side. */
export function inWaves(
  waves: readonly SynthesizedStack[][],
  task: (stack: SynthesizedStack) => ListrTask,
): ListrTask[] {
  return waves.map((wave): ListrTask => {
    const [first, ...others] = wave.map(task);
    return first && others.length === 0
      ? first
      : {
          title: wave.map(({ name }) => name).join(", "),
          task: (_, parent) => parent.newListr(wave.map(task), { concurrent: true }),
        };
  });
}

/** Stacks in groups that can be deployed side by side, each group after the ones before it. */
export function waves(stacks: readonly SynthesizedStack[]): SynthesizedStack[][] {
  const depth = (stack: SynthesizedStack): number =>
    stack.name === bootstrapStack
      ? 0
      : 1 + Math.max(0, ...stacks.filter(({ name }) => stack.dependencies.includes(name)).map(depth));
  const groups: SynthesizedStack[][] = [];
  for (const stack of stacks) {
    (groups[depth(stack)] ??= []).push(stack);
  }
  return groups.filter((group) => group.length > 0);
}
