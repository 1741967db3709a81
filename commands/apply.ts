import { join } from "node:path";
import type { Command } from "commander";
import { environmentOf } from "../local/stack-environment";
import { applyPlans } from "../plan/apply";
import { isAsReviewed, plansFile, planFolder, type Plans } from "../plan/plans-file";
import { checkRefusals } from "../plan/policy/refusal";
import { newRefusals } from "../plan/review/new-refusals";
import { present } from "../plan/record";
import { findSynthesized } from "../plan/stack-folder";
import { listenForInterrupts } from "../terraform/interrupts";
import { readJsonFile } from "../terraform/json-file";
import { UserError } from "../terraform/user-error";
import { isInCluster, type ClusterOption } from "./cluster-option";
import { checkHosts } from "./host-check";
import {
  checkTerminal,
  command,
  confirm,
  runMain,
  terraformFlags,
  withTerraformOptions,
  type TerraformOptions,
} from "./program";
import { optionsOfApply } from "./review-options";
import { selectionOf, withSelection, type SelectionOptions } from "./stack-selection";

interface ApplyOptions extends SelectionOptions, TerraformOptions, ClusterOption {
  readonly autoApprove?: boolean;
}

/** The plans of the last review. @throws {UserError} if there are none, they were edited, or they are not for this commit or machine */
export function reviewedPlans(folder: string): Plans {
  const plans = readJsonFile(plansFile(folder));
  if (!plans || plans.stacks.length === 0) {
    throw new UserError("there is no saved plan: run npm run plan");
  }
  if (!isAsReviewed(plans)) {
    throw new UserError("plans.json is not what npm run plan wrote: run npm run plan");
  }
  const found = present();
  for (const name of ["commit", "terraform", "platform"] as const) {
    if (plans[name] !== found[name]) {
      throw new UserError(
        `the plans are of ${name} ${plans[name]}, and this is ${found[name]}: run npm run plan`,
      );
    }
  }
  return plans;
}

async function apply(options: ApplyOptions): Promise<number> {
  const { autoApprove = false } = options;
  if (!autoApprove) {
    checkTerminal("apply");
  }
  const isChosen = selectionOf(options);
  const folder = planFolder();
  const isSelected = (stack: string) =>
    isChosen(stack) && (options.cluster || !isInCluster(findSynthesized(join(folder, stack))));
  const plans = reviewedPlans(folder);
  const selected = plans.stacks.filter(({ stack }) => isSelected(stack));
  if (selected.length === 0) {
    throw new UserError(
      `none of the saved plans is selected; there are plans of ${plans.stacks.map(({ stack }) => stack).join(", ")}`,
    );
  }
  checkRefusals(plans, isSelected);
  const interrupts = listenForInterrupts(console.error);
  for (const { stack, changes, progress } of selected) {
    console.log(`  ${stack}: ${progress === "applied" ? "applied before" : changes || "nothing"}`);
  }
  if (!autoApprove && !(await confirm("Apply these plans?", interrupts))) {
    throw new UserError("not approved; nothing was changed");
  }
  const flags = terraformFlags(options);
  const policy = optionsOfApply(folder);
  await applyPlans({
    folder,
    plans,
    isSelected,
    flags,
    env: environmentOf,
    report: console.log,
    interrupts,
    newRefusals: (again) => newRefusals(again, policy),
  });
  const applied = selected.map(({ stack }) => ({ name: stack, dependencies: [] }));
  await checkHosts(applied, console.log, interrupts.graceful);
  return 0;
}

/** `npm run apply`: applies the plans that `npm run plan` saved, and nothing else. */
export function applyCommand(): Command {
  const made = command(
    "apply",
    "Apply exactly the plans that npm run plan saved, in the order of their dependencies.",
  );
  return withTerraformOptions(withSelection(made))
    .option("--no-cluster", "apply only what needs no connection to a cluster: not the platform")
    .option("--auto-approve", "apply without a question")
    .action((options: ApplyOptions) => runMain(() => apply(options)));
}
