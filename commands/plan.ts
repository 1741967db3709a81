import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Command } from "commander";
import { configurationOfThisMachine } from "../local/configuration";
import { environmentOf } from "../local/stack-environment";
import { projectPath } from "../modules/kit/project-path";
import { installCheckov } from "../local/checkov";
import { releasesOf } from "../local/offline/planned-releases";
import { infracostLines } from "../plan/cost/infracost";
import { baseCommit, headCommit, synthesizedAt, type Base } from "../plan/base";
import type { Block } from "../plan/plan-json";
import { bound, planFolder, plansFile } from "../plan/plans-file";
import { checkovRows } from "../plan/policy/checkov";
import { present, recordOf } from "../plan/record";
import { reviewOf, type Review } from "../plan/review";
import { markdownOf, type Subject } from "../plan/review/markdown";
import { pageOf } from "../plan/review/page";
import { changesText, exitCodeOf, refusalsOf } from "../plan/review/summary";
import { textOf } from "../plan/review/terminal";
import { digestOf, readConfiguration } from "../plan/stack-folder";
import { planStacks } from "../plan/stack-plans";
import { isEmulated } from "../stacks/names";
import { tagsOfStack } from "../stacks/place";
import { listenForInterrupts } from "../terraform/interrupts";
import { stackFolder, synthesize } from "../terraform/stacks";
import { writeJsonFile } from "../terraform/json-file";
import { UserError } from "../terraform/user-error";
import { runCheckov } from "./plan-checkov";
import { clusterFlags, withClusterOption, type ClusterOption } from "./cluster-option";
import { command, runMain } from "./program";
import { removedSelection } from "./removed-stacks";
import { readPermissions, renderingOf } from "./review-options";
import { inOrder, selectionOf, withSelection, type SelectionOptions } from "./stack-selection";

interface PlanCommandOptions extends SelectionOptions, ClusterOption {
  readonly base?: string;
  readonly checkov?: boolean;
}

/** Whether `npm run apply` may apply the plans of a review. */
type Accept = (review: Review) => boolean;

/** Whether a stack differs from that of the base. */
function differsFrom(base: Base, stack: string): boolean {
  const before = join(base.folder, stack);
  return !existsSync(before) || digestOf(before) !== digestOf(stackFolder(stack));
}

/** What a reviewer reads about a stack. */
function changesOf(stack: string, { stacks }: Review): string {
  const reviewed = stacks.find((one) => one.stack === stack);
  return reviewed ? changesText(reviewed) : "";
}

/** Options of `terraform plan` with which a plan is another thing than a change to review. */
const refusedFlags = /^--?(out|destroy|refresh-only|detailed-exitcode|json)\b/;

/** @throws {UserError} */
function checkFlags(flags: readonly string[]): void {
  const refused = flags.filter((flag) => refusedFlags.test(flag));
  if (refused.length > 0) {
    throw new UserError(
      `plan: given ${refused.join(" ")} after --; accepted: other options of terraform plan, such as -target; npm run destroy destroys`,
    );
  }
}

/** The configurations of the stacks of the base, by name. */
const baseConfigurations = ({ folder }: Base): ReadonlyMap<string, Block> =>
  new Map(readdirSync(folder).map((stack) => [stack, readConfiguration(join(folder, stack))]));

/**
 * Plans stacks, and writes and prints the report. Resolves to the exit code.
 *
 * @param flags Options of `terraform plan`.
 */
export async function planAndReport(
  options: PlanCommandOptions,
  flags: readonly string[],
  isAccepted: Accept = () => true,
): Promise<number> {
  const isSelected = selectionOf(options);
  const permissions = readPermissions();
  if (options.checkov) {
    await installCheckov(console.error);
  }
  const interrupts = listenForInterrupts(console.error);
  const madeFor = present();
  const commit = options.base === undefined ? undefined : baseCommit(options.base);
  const stacks = inOrder(synthesize());
  const base = commit === undefined ? undefined : synthesizedAt(commit);
  const folder = planFolder();
  rmSync(folder, { recursive: true, force: true });
  const affected = new Set(stacks.filter((stack) => base === undefined || differsFrom(base, stack)));
  // Before `terraform init`: it may write substitutes for Helm releases into them.
  const configurations = new Map(stacks.map((stack) => [stack, readConfiguration(stackFolder(stack))]));
  const configurationOf = (stack: string) => configurations.get(stack) ?? {};
  const before = base && baseConfigurations(base);
  const configuration = configurationOfThisMachine();
  const isRemoved = removedSelection(options, configuration, (stack) => before?.get(stack));
  const differing = stacks.filter((stack) => affected.has(stack) && isSelected(stack));
  const [checkov, plans] = await Promise.all([
    runCheckov({
      stacks: new Map(differing.map((stack) => [stack, configurationOf(stack)])),
      base: before,
      isEmulated: (stack) => isEmulated(stack, configuration),
    }),
    planStacks({
      configurations,
      isSelected,
      isAffected: (stack) => affected.has(stack),
      folder,
      flagsOf: (stack) => [...flags, ...clusterFlags(options, configurations.get(stack))],
      env: environmentOf,
      report: console.error,
      interrupts,
    }),
  ]);
  const saved = plans.filter((planned) => planned.outcome === "planned");
  const review = await reviewOf(plans, {
    configurationOf,
    changesOf: releasesOf,
    renderingOf: (stack) => renderingOf(stack, folder, base),
    // Those of the base that the configuration does not have any more.
    removed: [...(before?.keys() ?? [])].filter((stack) => !stacks.includes(stack) && isRemoved(stack)),
    otherCosts: await infracostLines(saved),
    policy: {
      baseConfigurationOf: (stack) => before?.get(stack),
      tagsOf: (stack) => tagsOfStack(stack, configuration),
      permissions,
      isReviewed: (stack) =>
        !flags.some((flag) => /^--?target\b/.test(flag)) &&
        (stacks.includes(stack) ? isSelected(stack) : isRemoved(stack)) &&
        plans.every((planned) => planned.stack !== stack || planned.outcome === "planned"),
      others: { rows: checkovRows(checkov.findings, plans, configurationOf), notes: checkov.notes },
    },
  });
  if (headCommit() !== madeFor.commit) {
    throw new UserError("files changed while the stacks were planned: run npm run plan again");
  }
  writeReports(folder, review, {
    commit: madeFor.commit,
    ...(commit !== undefined && { base: commit }),
    ...(options.stage !== undefined && { stage: options.stage }),
  });
  if (options.checkov && checkov.failure !== undefined) {
    throw new UserError(checkov.failure);
  }
  const records = saved.map((planned) =>
    recordOf(planned, changesOf(planned.stack, review), refusalsOf(planned.stack, review)),
  );
  if (isAccepted(review)) {
    writeJsonFile(plansFile(folder), bound({ ...madeFor, stacks: records }));
  }
  console.log(textOf(review));
  console.log(`\nReport: ${relative(projectPath(), folder)}/report.md, and report.html beside it`);
  return exitCodeOf(review);
}

function plan(options: PlanCommandOptions, flags: readonly string[]): Promise<number> {
  checkFlags(flags);
  return planAndReport(options, flags);
}

function writeReports(folder: string, review: Review, subject: Subject): void {
  writeFileSync(join(folder, "report.md"), markdownOf(review, subject));
  writeFileSync(join(folder, "report.html"), pageOf(review, subject));
}

/**
 * `npm run plan`: plans what a change affects, and reports what it would do.
 *
 * @param flags Options of `terraform plan`: the arguments after `--`.
 */
export function planCommand(flags: readonly string[]): Command {
  return withClusterOption(
    withSelection(
      command(
        "plan",
        "Plan the stacks that a change affects, save the plans, and report what they would do; options after -- go to terraform plan.",
      ),
    ),
  )
    .option(
      "--base <commit>",
      "only what differs from the last commit in common with this branch, tag or commit",
    )
    .option("--checkov", "Checkov must run: it is installed if it is not")
    .action((options: PlanCommandOptions) => runMain(() => plan(options, flags)));
}
