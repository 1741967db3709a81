import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Option, type Command } from "commander";
import { configurationOfThisMachine } from "../local/configuration";
import { environmentOf } from "../local/stack-environment";
import { layers } from "../modules/layers";
import { projectPath } from "../modules/kit/project-path";
import { findHelm } from "../local/kubernetes/install";
import { releasesOf } from "../local/offline/planned-releases";
import { baseCommit, headCommit, synthesizedAt, type Base } from "../plan/base";
import type { Rendering } from "../plan/release-objects";
import { reviewOf } from "../plan/review";
import { markdownOf } from "../plan/review/markdown";
import { pageOf } from "../plan/review/page";
import { outcomeOf, type Outcome } from "../plan/review/summary";
import { textOf } from "../plan/review/terminal";
import { digestOf, readConfiguration } from "../plan/stack-folder";
import { planStacks } from "../plan/stack-plans";
import { layerOfStack, ownerOfStack } from "../stacks/names";
import { listenForInterrupts } from "../terraform/interrupts";
import { localPath } from "../terraform/paths";
import { stackFolder, synthesize, waves, type SynthesizedStack } from "../terraform/stacks";
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

/** Names of stacks by stage or account, each in the order of deployment. */
function inOrder(stacks: readonly SynthesizedStack[]): string[] {
  const configuration = configurationOfThisMachine();
  const names = waves(stacks).flatMap((wave) => wave.map(({ name }) => name));
  const owners = [...new Set(names.map((name) => ownerOfStack(name, configuration)))];
  return owners.flatMap((owner) => names.filter((name) => ownerOfStack(name, configuration) === owner));
}

/** Whether a stack differs from that of the base. */
function differsFrom(base: Base, stack: string): boolean {
  const before = join(base.folder, stack);
  return !existsSync(before) || digestOf(before) !== digestOf(stackFolder(stack));
}

/** How the charts of a stack are rendered; undefined without Helm. */
function renderingOf(stack: string, folder: string, base: Base | undefined): Rendering | undefined {
  const helm = findHelm();
  return helm === undefined
    ? undefined
    : {
        helm,
        folder: join(folder, stack),
        cache: localPath("pulled-charts"),
        ...(base && { baseFolder: join(base.folder, stack) }),
      };
}

const exitCodes: Readonly<Record<Outcome, number>> = { nothing: 0, changes: 2, failed: 1 };

async function plan(options: PlanCommandOptions): Promise<number> {
  const isSelected = selection(options);
  const commit = options.base === undefined ? undefined : baseCommit(options.base);
  const stacks = inOrder(synthesize());
  const base = commit === undefined ? undefined : synthesizedAt(commit);
  const folder = projectPath("plan.out");
  rmSync(folder, { recursive: true, force: true });
  const affected = new Set(stacks.filter((stack) => base === undefined || differsFrom(base, stack)));
  // Before `terraform init`: it may write substitutes for Helm releases into them.
  const configurations = new Map(stacks.map((stack) => [stack, readConfiguration(stackFolder(stack))]));
  const plans = await planStacks({
    configurations,
    isSelected,
    isAffected: (stack) => affected.has(stack),
    folder,
    env: environmentOf,
    report: console.error,
    interrupts: listenForInterrupts(console.error),
  });
  const review = await reviewOf(plans, {
    configurationOf: (stack) => configurations.get(stack) ?? {},
    changesOf: releasesOf,
    renderingOf: (stack) => renderingOf(stack, folder, base),
  });
  const report = join(folder, "report.md");
  const footer = { commit: headCommit(), base: commit };
  writeFileSync(report, markdownOf(review, footer));
  writeFileSync(join(folder, "report.html"), pageOf(review, footer));
  console.log(textOf(review));
  console.log(`\nReport: ${relative(projectPath(), report)}, and report.html beside it`);
  return exitCodes[outcomeOf(review)];
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
