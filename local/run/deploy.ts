import { localStatePath } from "../../stacks/bootstrap-stack";
import { deployBootstrap } from "../../terraform/bootstrap";
import { TerraformError } from "../../terraform/failures";
import type { Interrupts } from "../../terraform/interrupts";
import { applyChanges, countChanges, countResources, initialize } from "../../terraform/operations";
import { logPath } from "../../terraform/paths";
import { loggedReport, type Report } from "../../terraform/steps";
import type { TerraformRun } from "../../terraform/terraform";
import { fillApiKeys } from "../aws/api-keys";
import type { Environment } from "../environment-file";
import { environmentOf } from "../stack-environment";
import { deployedStacks, noteDeployed, noteStarted } from "./deployed";
import { progressOf } from "./progress";
import type { RowTask } from "./rows";
import { bootstrapStack, stackOf } from "./stacks";
import type { StackSummary } from "./summary";

/** A run of terraform whose output is also written to a log. */
function runOn(stack: string, operation: string, report: Report, interrupts: Interrupts): TerraformRun {
  const named: Report = (line) => report(process.stdout.isTTY ? line : `${stack}: ${line}`);
  const logged = loggedReport(logPath(`${operation}-${stack}`), named);
  return { stack, env: environmentOf(stack), report: logged, interrupts };
}

/** Deploys a stack, unless its plan has no changes. Resolves to the number of its resources. */
async function deployStack(run: TerraformRun, environment: Environment): Promise<number> {
  const { stack } = run;
  const deployed = deployedStacks(environment).get(stack);
  if (deployed !== undefined) {
    await initialize(run);
    run.report("planning");
    if ((await countChanges(run)) === 0) {
      return deployed;
    }
  }
  noteStarted(environment, stack);
  if (stack === bootstrapStack) {
    await deployBootstrap(run, { stateFile: localStatePath(stack) });
  } else {
    await initialize(run);
    await applyChanges(run);
  }
  if (stack === stackOf("data")) {
    await fillApiKeys(environment.aws.default);
  }
  const resources = await countResources(run);
  noteDeployed(environment, stack, resources);
  return resources;
}

/** The deployments of one run, with their results. */
export class Deployment {
  private readonly measured = new Map<string, Omit<StackSummary, "changes">>();
  private readonly changes = new Map<string, number>();

  constructor(private readonly environment: () => Environment) {}

  /** A task that deploys a stack. */
  task(name: string, interrupts: Interrupts): RowTask {
    return {
      title: name,
      task: async (_, task) => {
        const start = Date.now();
        const run = runOn(name, "deploy", progressOf(task), interrupts);
        const resources = await deployStack(run, this.environment());
        this.measured.set(name, { name, resources, seconds: (Date.now() - start) / 1000 });
        task.title = `${name}: ${resources} resources`;
      },
    };
  }

  /**
   * Plans stacks at the same time. Resolves to whether no plan has changes.
   *
   * @param isFirst Whether the stacks are deployed after it. Then a plan that fails has changes: it may read an output that a
   * layer below has only when it is deployed again. Anything else that is wrong fails in the deployment.
   */
  async planAll(
    names: readonly string[],
    report: Report,
    interrupts: Interrupts,
    isFirst: boolean,
  ): Promise<boolean> {
    await Promise.all(
      names.map(async (name) => {
        const run = runOn(name, "plan", report, interrupts);
        await initialize(run);
        const changes = await countChanges(run).catch((error: unknown) => {
          if (isFirst && error instanceof TerraformError) {
            return 1;
          }
          throw error;
        });
        this.changes.set(name, changes);
      }),
    );
    return this.isUnchanged(names);
  }

  /** Whether the last plans of stacks have no changes. */
  isUnchanged(names: readonly string[]): boolean {
    return names.every((name) => this.changes.get(name) === 0);
  }

  /** Results of the run for stacks. */
  summaries(names: readonly string[]): StackSummary[] {
    const deployed = deployedStacks(this.environment());
    return names.map((name) => ({
      ...(this.measured.get(name) ?? { name, resources: deployed.get(name) ?? 0, seconds: 0 }),
      changes: this.changes.get(name) ?? 0,
    }));
  }
}
