import type { Command } from "commander";
import { InterruptedError, listenForInterrupts, type Interrupts } from "../terraform/interrupts";
import { applyChanges, initialize, showPlan, type PlanOptions } from "../terraform/operations";
import { selectStacks, synthesize, waves, type SynthesizedStack } from "../terraform/stacks";
import { UserError } from "../terraform/user-error";
import { configurationOfThisMachine } from "../local/configuration";
import { environmentOf } from "../local/stack-environment";
import { ownerOfStack } from "../stacks/names";
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
import { Teardown } from "./teardown";

interface OperationOptions extends TerraformOptions {
  readonly autoApprove?: boolean;
  readonly detailedExitcode?: boolean;
}

type Operation = "deploy" | "destroy" | "diff";

/** An operation, with its settings. */
interface Task {
  readonly operation: Operation;
  readonly options: OperationOptions;
  readonly plan: PlanOptions;
  readonly interrupts: Interrupts;
  /** Whether each line of output starts with the stack's name, because several stacks run at the same time. */
  readonly prefixed: boolean;
  /** Of a destroy of whole stacks. */
  readonly teardown?: Teardown;
}

/** Runs an operation on one stack. Resolves to whether its plan had changes. */
async function operate(stack: string, task: Task): Promise<boolean> {
  const report = (line: string) => console.log(task.prefixed ? `${stack} │ ${line}` : line);
  const run = { stack, env: environmentOf(stack), report, interrupts: task.interrupts };
  if (!task.prefixed) {
    console.log(`\n${stack}`);
  }
  await initialize(run);
  if (task.operation === "diff") {
    return showPlan(run, task.plan);
  }
  await task.teardown?.beforePlan(stack);
  return applyChanges(run, task.plan, async () => {
    const approved =
      task.options.autoApprove || (await confirm(`${task.operation} ${stack}?`, task.interrupts));
    if (approved) {
      await task.teardown?.beforeApply(stack);
    }
    return approved;
  });
}

/** Runs an operation on several stacks at the same time. Throws a failure after all have ended. */
async function operateAll(stacks: readonly SynthesizedStack[], task: Task): Promise<boolean> {
  const results = await Promise.allSettled(stacks.map(({ name }) => operate(name, task)));
  const failures = results.flatMap((result) =>
    result.status === "rejected" ? [result.reason as Error] : [],
  );
  const [last, ...others] = failures.toSorted(
    (one, other) => Number(one instanceof InterruptedError) - Number(other instanceof InterruptedError),
  );
  others.forEach((error) => console.error(error instanceof UserError ? error.report : error));
  if (last) {
    throw last;
  }
  return results.some((result) => result.status === "fulfilled" && result.value);
}

async function runOperation(
  operation: Operation,
  patterns: readonly string[],
  planFlags: readonly string[],
  options: OperationOptions,
): Promise<number> {
  const { autoApprove = false } = options;
  if (operation !== "diff" && !autoApprove) {
    checkTerminal(operation);
  }
  const synthesized = synthesize();
  const configuration = configurationOfThisMachine();
  const selected = selectStacks(synthesized, patterns, (stack) => ownerOfStack(stack, configuration));
  return runOnStacks(operation, selected, planFlags, options);
}

/** Runs an operation on synthesized stacks, in their order. Resolves to the exit code. */
export async function runOnStacks(
  operation: Operation,
  selected: readonly SynthesizedStack[],
  planFlags: readonly string[],
  options: OperationOptions,
): Promise<number> {
  const { autoApprove = false } = options;
  const interrupts = listenForInterrupts(console.error);
  // With -target, only a part is destroyed: Terraform refuses what is protected in it, and the stage continues to exist.
  const isPartial = planFlags.some((flag) => /^--?target\b/.test(flag));
  const teardown =
    operation === "destroy" && !isPartial ? new Teardown(selected, autoApprove, interrupts) : undefined;
  const stacks = teardown ? await teardown.destroyable() : selected;
  const flags = terraformFlags(options);
  const ordered = operation === "destroy" ? waves(stacks).toReversed() : waves(stacks);
  // Without --auto-approve, stacks run in sequence, so that each question follows the plan that it is about.
  const groups = autoApprove ? ordered : ordered.flat().map((stack) => [stack]);
  const task = {
    operation,
    options,
    plan: { destroy: operation === "destroy", flags, planFlags },
    interrupts,
    teardown,
  };
  let hasChanges = false;
  for (const group of groups) {
    hasChanges = (await operateAll(group, { ...task, prefixed: group.length > 1 })) || hasChanges;
  }
  await teardown?.afterAll();
  if (operation === "deploy") {
    await checkHosts(stacks, console.log, interrupts.graceful);
  }
  return operation === "diff" && options.detailedExitcode && hasChanges ? 2 : 0;
}

const descriptions: Record<Operation, string> = {
  deploy: "Plan stacks, and apply each plan that is approved, in the order of their dependencies.",
  diff: "Show the changes that a deployment of stacks would make.",
  destroy: "Plan to destroy stacks, and apply each plan that is approved, dependents first.",
};

/**
 * The commands that run terraform on stacks.
 *
 * @param planFlags Options of `terraform plan`: the arguments after `--`.
 */
export function operationCommands(planFlags: readonly string[]): Command[] {
  return (["deploy", "diff", "destroy"] as const).map((operation) => {
    const made = withTerraformOptions(
      command(operation, descriptions[operation]).argument(
        "<stacks...>",
        "names of stacks, or patterns such as 'staging-*'; options after -- go to terraform plan",
      ),
    );
    if (operation === "diff") {
      made.option("--detailed-exitcode", "exit with 2 if a plan has changes");
    } else {
      made.option(
        "--auto-approve",
        "apply without a question; stacks that do not depend on each other run at the same time",
      );
    }
    return made.action((patterns: string[], options: OperationOptions) =>
      runMain(() => runOperation(operation, patterns, planFlags, options)),
    );
  });
}
