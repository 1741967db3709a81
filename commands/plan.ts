import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Command } from "commander";
import { configurationOfThisMachine } from "../local/configuration";
import { environmentOf } from "../local/stack-environment";
import { projectPath } from "../modules/kit/project-path";
import { findHelm } from "../local/kubernetes/install";
import { releasesOf } from "../local/offline/planned-releases";
import { baseCommit, headCommit, synthesizedAt, type Base } from "../plan/base";
import type { Block } from "../plan/plan-json";
import type { Rendering } from "../plan/release-objects";
import { planFolder, plansFile } from "../plan/plans-file";
import { present, recordOf } from "../plan/record";
import { reviewOf, type Review } from "../plan/review";
import { markdownOf, type Footer } from "../plan/review/markdown";
import { pageOf } from "../plan/review/page";
import { changesText, outcomeOf, type Outcome } from "../plan/review/summary";
import { textOf } from "../plan/review/terminal";
import { digestOf, readConfiguration } from "../plan/stack-folder";
import { planStacks, withoutRefresh } from "../plan/stack-plans";
import { ownerOfStack } from "../stacks/names";
import { listenForInterrupts } from "../terraform/interrupts";
import { localPath } from "../terraform/paths";
import { stackFolder, synthesize, waves, type SynthesizedStack } from "../terraform/stacks";
import { writeJsonFile } from "../terraform/json-file";
import { UserError } from "../terraform/user-error";
import { command, runMain } from "./program";
import { selectionOf, withSelection, type SelectionOptions } from "./stack-selection";

interface PlanCommandOptions extends SelectionOptions {
  readonly base?: string;
  /** False: `--no-cluster`. */
  readonly cluster: boolean;
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

/** What a reviewer reads about a stack. */
function changesOf(stack: string, { stacks }: Review): string {
  const reviewed = stacks.find((one) => one.stack === stack);
  return reviewed ? changesText(reviewed) : "";
}

const exitCodes: Readonly<Record<Outcome, number>> = { nothing: 0, changes: 2, failed: 1 };

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

/** The stacks of the base that the configuration does not have any more. */
const removedSince = (base: Base | undefined, stacks: readonly string[]) =>
  base === undefined ? [] : readdirSync(base.folder).filter((stack) => !stacks.includes(stack));

/** Whether a stack has resources in a cluster. */
const usesCluster = (configuration: Block = {}) =>
  ["helm", "kubernetes"].some((name) => name in ((configuration["provider"] ?? {}) as Block));

/** What is planned and reported. */
export interface PlanRun {
  readonly isSelected: (stack: string) => boolean;
  /** Options of `terraform plan`. */
  readonly flags: readonly string[];
  /** Whether clusters may be connected to. */
  readonly cluster: boolean;
  /** Only what differs from the last commit in common with this one. @default everything selected */
  readonly base?: string | undefined;
  /** Whether `npm run apply` may apply the plans. @default it may */
  readonly isToApply?: (review: Review) => boolean;
}

/** Plans stacks, and writes and prints the report. Resolves to the exit code. */
export async function planAndReport(run: PlanRun): Promise<number> {
  const { isSelected, flags, cluster, isToApply = () => true } = run;
  const interrupts = listenForInterrupts(console.error);
  const madeFor = present();
  const commit = run.base === undefined ? undefined : baseCommit(run.base);
  const stacks = inOrder(synthesize());
  const base = commit === undefined ? undefined : synthesizedAt(commit);
  const folder = planFolder();
  rmSync(folder, { recursive: true, force: true });
  const affected = new Set(stacks.filter((stack) => base === undefined || differsFrom(base, stack)));
  // Before `terraform init`: it may write substitutes for Helm releases into them.
  const configurations = new Map(stacks.map((stack) => [stack, readConfiguration(stackFolder(stack))]));
  const plans = await planStacks({
    configurations,
    isSelected,
    isAffected: (stack) => affected.has(stack),
    folder,
    flagsOf: (stack) => [
      ...flags,
      ...(!cluster && usesCluster(configurations.get(stack)) ? [withoutRefresh] : []),
    ],
    env: environmentOf,
    report: console.error,
    interrupts,
  });
  const review = await reviewOf(plans, {
    configurationOf: (stack) => configurations.get(stack) ?? {},
    changesOf: releasesOf,
    renderingOf: (stack) => renderingOf(stack, folder, base),
    removed: removedSince(base, stacks),
  });
  if (headCommit() !== madeFor.commit) {
    throw new UserError("files changed while the stacks were planned: run npm run plan again");
  }
  writeReports(folder, review, { commit: madeFor.commit, base: commit });
  const saved = plans.filter((planned) => planned.outcome === "planned");
  if (isToApply(review)) {
    writeJsonFile(plansFile(folder), {
      ...madeFor,
      stacks: saved.map((planned) => recordOf(planned, changesOf(planned.stack, review))),
    });
  }
  console.log(textOf(review));
  console.log(`\nReport: ${relative(projectPath(), folder)}/report.md, and report.html beside it`);
  return exitCodes[outcomeOf(review)];
}

async function plan(options: PlanCommandOptions, flags: readonly string[]): Promise<number> {
  checkFlags(flags);
  const { base, cluster } = options;
  return planAndReport({ isSelected: selectionOf(options), base, cluster, flags });
}

function writeReports(folder: string, review: Review, footer: Footer): void {
  writeFileSync(join(folder, "report.md"), markdownOf(review, footer));
  writeFileSync(join(folder, "report.html"), pageOf(review, footer));
}

/** Adds the option with which no cluster is connected to. */
export const withClusterOption = (made: Command) =>
  made.option(
    "--no-cluster",
    "connect to no cluster: what is in one, the platform, is planned without a refresh, and what changed there outside of Terraform is not found",
  );

/**
 * `npm run plan`: plans what a change affects, and reports what it would do.
 *
 * @param flags Options of `terraform plan`: the arguments after `--`.
 */
export function planCommand(flags: readonly string[]): Command {
  const made = withSelection(
    command(
      "plan",
      "Plan the stacks that a change affects, save the plans, and report what they would do; options after -- go to terraform plan.",
    ),
  ).option(
    "--base <commit>",
    "only what differs from the last commit in common with this branch, tag or commit",
  );
  return withClusterOption(made).action((options: PlanCommandOptions) => runMain(() => plan(options, flags)));
}
