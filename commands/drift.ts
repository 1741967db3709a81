import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Command } from "commander";
import { releasesOf } from "../local/offline/planned-releases";
import { environmentOf } from "../local/stack-environment";
import { projectPath } from "../modules/kit/project-path";
import { headCommit } from "../plan/base";
import { driftReviewOf } from "../plan/review/drift";
import { driftMarkdownOf } from "../plan/review/drift-markdown";
import { driftOutcomeOf } from "../plan/review/drift-summary";
import { exitCodes } from "../plan/review/summary";
import { driftTextOf } from "../plan/review/drift-terminal";
import { readConfiguration } from "../plan/stack-folder";
import { planStacks } from "../plan/stack-plans";
import { listenForInterrupts } from "../terraform/interrupts";
import { stackFolder, synthesize } from "../terraform/stacks";
import { clusterFlags, withClusterOption, type ClusterOption } from "./cluster-option";
import { command, runMain } from "./program";
import { inOrder, selectionOf, withSelection, type SelectionOptions } from "./stack-selection";

interface DriftOptions extends SelectionOptions, ClusterOption {}

/** Where `npm run drift` writes its report. */
const driftFolder = () => projectPath("drift.out");

async function drift(options: DriftOptions): Promise<number> {
  const isSelected = selectionOf(options);
  const interrupts = listenForInterrupts(console.error);
  const commit = headCommit();
  const stacks = inOrder(synthesize());
  const configurations = new Map(stacks.map((stack) => [stack, readConfiguration(stackFolder(stack))]));
  const folder = driftFolder();
  // Plans have secrets in clear text, and are not for an apply: none is left, also none of a run that was killed.
  const plansFolder = join(folder, "plans");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  try {
    const plans = await planStacks({
      configurations,
      isSelected,
      isAffected: () => true,
      onlyDeployed: true,
      folder: plansFolder,
      flagsOf: (stack) => clusterFlags(options, configurations.get(stack)),
      env: environmentOf,
      report: console.error,
      interrupts,
    });
    const review = await driftReviewOf(plans, {
      configurationOf: (stack) => configurations.get(stack) ?? {},
      changesOf: releasesOf,
    });
    writeFileSync(join(folder, "issue.md"), driftMarkdownOf(review, commit));
    console.log(driftTextOf(review));
    console.log(`\nFor an issue: ${relative(projectPath(), folder)}/issue.md`);
    return exitCodes[driftOutcomeOf(review)];
  } finally {
    rmSync(plansFolder, { recursive: true, force: true });
  }
}

/** `npm run drift`: compares what is deployed with the state and with the configuration. */
export function driftCommand(): Command {
  return withClusterOption(
    withSelection(
      command(
        "drift",
        "Report what was changed outside of Terraform, and what is committed and not applied; keeps no plan, takes no lock.",
      ),
    ),
  ).action((options: DriftOptions) => runMain(() => drift(options)));
}
