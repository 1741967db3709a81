import { mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { InterruptedError, type Interrupts } from "../terraform/interrupts";
import { countResources, initialize, readOutputs, savePlan } from "../terraform/operations";
import { stackFolder } from "../terraform/stacks";
import { UserError } from "../terraform/user-error";
import type { Block, PlanJson } from "./plan-json";
import { Slots } from "./slots";
import { copyStack, writeConfiguration } from "./stack-folder";
import { plannedOutputs, plannedReads, readsOf, withOutputs, type PlannedOutputs } from "./upstream";

/** A saved plan. */
export interface SavedPlan {
  readonly stack: string;
  readonly outcome: "planned";
  /** Folder of the plan, with what it is a plan of. */
  readonly folder: string;
  readonly plan: PlanJson;
  /** Options of `terraform plan` that it was made with. */
  readonly flags: readonly string[];
  /** Outputs of other stacks that are not published as the plan assumes, such as `staging-network.vpc_id`. */
  readonly provisional: readonly string[];
  /** Those of them that have a mock. */
  readonly mocked: readonly string[];
  /** Texts in the plan that stand for values that are not known yet, with what they stand for. */
  readonly placeholders: ReadonlyMap<string, string>;
}

/** A stack that was to be planned, and has no plan. */
export interface MissingPlan {
  readonly stack: string;
  /** `skipped`: a stack that it reads from has no plan. `undeployed`: its state has no resources. */
  readonly outcome: "failed" | "skipped" | "undeployed";
  /** One line. */
  readonly reason: string;
}

export type StackPlan = SavedPlan | MissingPlan;

/** The option of `terraform plan` that compares with the state only, and reads no resource. */
export const withoutRefresh = "-refresh=false";

/** What is planned, and how. */
export interface Planning {
  /** The configurations of all synthesized stacks, by name. */
  readonly configurations: ReadonlyMap<string, Block>;
  /** Whether a stack may be planned. Another one is planned only if it never published an output that a planned one reads. */
  readonly isSelected: (stack: string) => boolean;
  /** Whether a stack itself differs. If not, it is planned only if an output changes that it reads. */
  readonly isAffected: (stack: string) => boolean;
  /**
   * Whether to compare what is deployed: a stack without resources in its state is not planned, and published outputs are read, also
   * if the plan of their stack changes them. @default false
   */
  readonly onlyDeployed?: boolean;
  /** Where the plans are saved. */
  readonly folder: string;
  /** Options of `terraform plan` for a stack. */
  readonly flagsOf: (stack: string) => readonly string[];
  readonly env: (stack: string) => NodeJS.ProcessEnv;
  readonly report: (line: string) => void;
  readonly interrupts: Interrupts;
}

/** Plans stacks at the same time, each after those that it reads from. */
class Planner {
  private readonly slots = new Slots(availableParallelism());
  private readonly ifNeeded = new Map<string, Promise<StackPlan | undefined>>();
  private readonly made = new Map<string, Promise<StackPlan>>();
  private readonly published = new Map<string, Promise<readonly string[]>>();

  constructor(private readonly planning: Planning) {}

  async planAll(): Promise<StackPlan[]> {
    const stacks = [...this.planning.configurations.keys()];
    await Promise.all(stacks.map((stack) => this.planIfNeeded(stack)));
    const made = await Promise.all(stacks.map((stack) => this.made.get(stack)));
    return made.filter((plan) => plan !== undefined);
  }

  private planIfNeeded(stack: string): Promise<StackPlan | undefined> {
    return remember(this.ifNeeded, stack, async () => {
      if (!this.planning.isSelected(stack)) {
        return undefined;
      }
      const reads = readsOf(this.configuration(stack)).filter((read) =>
        this.planning.configurations.has(read.stack),
      );
      const plans = await Promise.all(reads.map((read) => this.planIfNeeded(read.stack)));
      const isChanged = plannedReads(this.configuration(stack), outputsOf(plans)).length > 0;
      const isBlocked = plans.some((plan) => plan && plan.outcome !== "planned");
      return this.planning.isAffected(stack) || isChanged || isBlocked ? this.plan(stack) : undefined;
    });
  }

  private plan(stack: string): Promise<StackPlan> {
    return remember(this.made, stack, async () => {
      try {
        if (this.planning.onlyDeployed && !(await this.isDeployed(stack))) {
          return { stack, outcome: "undeployed", reason: "its state has no resources" };
        }
        const upstream = await this.upstreamOf(stack);
        const missing = upstream.find((plan) => plan.outcome !== "planned");
        if (missing) {
          const lack = missing.outcome === "undeployed" ? "is not deployed" : "has no plan";
          return { stack, outcome: "skipped", reason: `${missing.stack}, which it reads from, ${lack}` };
        }
        return await this.slots.run(() => this.save(stack, outputsOf(upstream)));
      } catch (error) {
        if (!(error instanceof UserError) || error instanceof InterruptedError) {
          throw error;
        }
        // Errors of providers quote values: they are for the terminal, not for a report.
        this.planning.report(error.report);
        return { stack, outcome: "failed", reason: error.message };
      }
    });
  }

  /** The plans of the stacks that a stack reads from, as far as what it reads is not published, or changes. */
  private async upstreamOf(stack: string): Promise<StackPlan[]> {
    const plans = readsOf(this.configuration(stack))
      .filter((read) => this.planning.configurations.has(read.stack))
      .map(async (read) => {
        const plan = this.planning.onlyDeployed ? undefined : await this.planIfNeeded(read.stack);
        const isPublished = async () => {
          const published = await this.publishedBy(read.stack);
          return read.outputs.every((name) => published.includes(name));
        };
        return plan ?? ((await isPublished()) ? undefined : this.plan(read.stack));
      });
    return (await Promise.all(plans)).filter((plan) => plan !== undefined);
  }

  private publishedBy(stack: string): Promise<readonly string[]> {
    return remember(this.published, stack, () =>
      this.slots.run(async () => {
        const run = this.runOf(stack);
        await initialize(run);
        return Object.keys(await readOutputs(run));
      }),
    );
  }

  private isDeployed(stack: string): Promise<boolean> {
    return this.slots.run(async () => {
      const run = this.runOf(stack);
      await initialize(run);
      return (await countResources(run)) > 0;
    });
  }

  private async save(stack: string, upstream: ReadonlyMap<string, PlannedOutputs>): Promise<SavedPlan> {
    const run = this.runOf(stack);
    const started = Date.now();
    this.planning.report(`${stack}: planning`);
    await initialize(run);
    const folder = join(this.planning.folder, stack);
    const configuration = this.configuration(stack);
    const reads = plannedReads(configuration, upstream);
    copyStack(stackFolder(stack), folder, configuration);
    if (reads.length > 0) {
      writeConfiguration(folder, withOutputs(configuration, reads, folder));
    }
    const flags = this.planning.flagsOf(stack);
    const plan = (await savePlan({ ...run, folder }, { flags })) as PlanJson;
    this.planning.report(`${stack}: planned in ${Math.round((Date.now() - started) / 1000)} s`);
    return {
      stack,
      outcome: "planned",
      folder,
      plan,
      flags,
      provisional: reads.flatMap(({ provisional }) => provisional),
      mocked: reads.flatMap(({ mocked }) => mocked),
      placeholders: new Map(
        [...upstream].flatMap(([name, { placeholders, mocked }]) =>
          [...placeholders].map(([text, output]) => [
            text,
            `(${mocked.includes(output) ? "mock of" : "new"} ${name}.${output})`,
          ]),
        ),
      ),
    };
  }

  private configuration(stack: string): Block {
    return this.planning.configurations.get(stack) as Block;
  }

  private runOf(stack: string) {
    const { env, interrupts } = this.planning;
    return { stack, env: env(stack), report: () => undefined, interrupts };
  }
}

const outputsOf = (plans: readonly (StackPlan | undefined)[]): ReadonlyMap<string, PlannedOutputs> =>
  new Map(
    plans.flatMap((plan) =>
      plan?.outcome === "planned" ? [[plan.stack, plannedOutputs(plan.stack, plan.plan)] as const] : [],
    ),
  );

function remember<T>(made: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = made.get(key) ?? make();
  made.set(key, known);
  return known;
}

/** Plans the stacks that need it, and saves the plans. A failed plan is reported with the others. */
export function planStacks(planning: Planning): Promise<StackPlan[]> {
  mkdirSync(planning.folder, { recursive: true, mode: 0o700 });
  return new Planner(planning).planAll();
}
