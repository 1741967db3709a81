import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Option, type Command } from "commander";
import { configurationOfThisMachine } from "../local/configuration";
import { environmentOf } from "../local/stack-environment";
import { layers } from "../modules/layers";
import { projectPath } from "../modules/kit/project-path";
import { baseCommit, synthesizedAt, type Base } from "../plan/base";
import { digestOf } from "../plan/stack-folder";
import { planStacks } from "../plan/stack-plans";
import { layerOfStack, ownerOfStack } from "../stacks/names";
import { listenForInterrupts } from "../terraform/interrupts";
import { stackFolder, synthesize } from "../terraform/stacks";
import { UserError } from "../terraform/user-error";
import { command, runMain } from "./program";

interface PlanCommandOptions {
  readonly stage?: string;
  readonly layer?: string;
  readonly base?: string;
}

const bootstrap = "bootstrap";

/** Which stacks the options select. @throws {UserError} */
function selection({ stage, layer }: PlanCommandOptions): (stack: string) => boolean {
  const configuration = configurationOfThisMachine();
  const accepted = Object.keys(configuration.stages);
  if (stage !== undefined && !accepted.includes(stage)) {
    throw new UserError(`--stage: given ${stage}; accepted: one of ${accepted.join(", ")}`);
  }
  const owners = stage === undefined ? undefined : [stage, configuration.stages[stage]?.account];
  return (stack) =>
    (owners === undefined || owners.includes(ownerOfStack(stack, configuration))) &&
    (layer === undefined || layer === (layerOfStack(stack, configuration)?.layer ?? bootstrap));
}

/** Whether a stack differs from that of the base. */
function differsFrom(base: Base, stack: string): boolean {
  const before = join(base.folder, stack);
  return !existsSync(before) || digestOf(before) !== digestOf(stackFolder(stack));
}

async function plan(options: PlanCommandOptions): Promise<number> {
  const isSelected = selection(options);
  const commit = options.base === undefined ? undefined : baseCommit(options.base);
  const stacks = synthesize().map(({ name }) => name);
  const base = commit === undefined ? undefined : synthesizedAt(commit);
  const folder = projectPath("plan.out");
  rmSync(folder, { recursive: true, force: true });
  const affected = new Set(stacks.filter((stack) => base === undefined || differsFrom(base, stack)));
  const plans = await planStacks({
    stacks,
    isSelected,
    isAffected: (stack) => affected.has(stack),
    folder,
    env: environmentOf,
    report: console.error,
    interrupts: listenForInterrupts(console.error),
  });
  for (const one of plans) {
    console.log(
      one.outcome === "planned"
        ? [one.stack, one.mocked, one.provisional, one.plan.resource_changes?.length]
        : one,
    );
  }
  return 0;
}

/** `npm run plan`: plans what a change affects, and reports what it would do. */
export function planCommand(): Command {
  return command(
    "plan",
    "Plan the stacks that a change affects, save the plans, and report what they would do.",
  )
    .option("--stage <stage>", "only this stage and its account")
    .addOption(new Option("--layer <layer>", "only this layer").choices([bootstrap, ...layers]))
    .option(
      "--base <commit>",
      "only what differs from the last commit in common with this branch, tag or commit",
    )
    .action((options: PlanCommandOptions) => runMain(() => plan(options)));
}
