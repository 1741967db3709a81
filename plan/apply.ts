import { rmSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { join } from "node:path";
import type { Interrupts } from "../terraform/interrupts";
import { writeJsonFile } from "../terraform/json-file";
import {
  applyPlan,
  initializePlan,
  planFile,
  readOutputs,
  readPlan,
  savePlan,
  stateVersion,
} from "../terraform/operations";
import { UserError } from "../terraform/user-error";
import type { PlanJson } from "./plan-json";
import { checksumsOf, plansFile, type PlanRecord, type Plans } from "./plans-file";
import type { PlanAgain } from "./review/new-refusals";
import { replacementsOf, unreviewed, type Replacements } from "./same";
import { copyStack, readSynthesized } from "./stack-folder";
import { readPlannedOutputs, readsOf } from "./upstream";

/** What is applied, and how. */
export interface Applying {
  /** Folder of the plans. */
  readonly folder: string;
  readonly plans: Plans;
  readonly isSelected: (stack: string) => boolean;
  /** Options of `terraform apply`. */
  readonly flags: readonly string[];
  readonly env: (stack: string) => NodeJS.ProcessEnv;
  readonly report: (line: string) => void;
  readonly interrupts: Interrupts;
  /** Why the policy refuses a plan that is made again, although it did not refuse the reviewed one: a sentence each. */
  readonly newRefusals: (again: PlanAgain) => Promise<readonly string[]>;
}

/** Why a plan is not applied. */
const refused = (stack: string, reason: string) =>
  new UserError(`${stack}: ${reason}; run npm run plan, and have the new plan reviewed`);

/** Applies saved plans: only what was reviewed. */
class Applier {
  constructor(private readonly applying: Applying) {}

  /** Applies a plan, unless it is applied already. */
  async apply(record: PlanRecord): Promise<void> {
    const { stack } = record;
    if (record.progress === "applied") {
      this.applying.report(`${stack}: applied before`);
      return;
    }
    this.checkFiles(record);
    if (record.mocked.length > 0) {
      throw refused(stack, `it was planned with mocks of ${record.mocked.join(", ")}`);
    }
    const run = this.runOf(stack);
    await initializePlan(run);
    if (record.provisional.length > 0) {
      this.checkUpstream(record);
      await this.applyAgain(record, await this.replacements(record));
      return;
    }
    if (isDeepStrictEqual(await stateVersion(run), record.state)) {
      await this.applyFrom(record, run.folder, record.changes !== "");
    } else if (record.progress === "started") {
      await this.applyAgain(record, new Map());
    } else {
      throw refused(stack, "its state has changed since it was planned");
    }
  }

  /** @throws {UserError} if a file is not the reviewed one */
  private checkFiles(record: PlanRecord): void {
    const found = checksumsOf(join(this.applying.folder, record.stack));
    const differing = (["plan", "configuration", "lock"] as const).filter(
      (name) => found[name] !== record[name],
    );
    if (differing.length > 0) {
      const names = differing.map((name) => (name === "lock" ? "lock file" : name));
      throw refused(record.stack, `its ${names.join(" and ")} is not what was reviewed`);
    }
  }

  /** @throws {UserError} if a stack whose outputs change is not applied yet */
  private checkUpstream({ stack, provisional }: PlanRecord): void {
    const missing = this.applying.plans.stacks
      .filter(
        ({ stack: other, progress }) =>
          progress !== "applied" && provisional.some((name) => name.startsWith(`${other}.`)),
      )
      .map(({ stack: other }) => other);
    if (missing.length > 0) {
      throw new UserError(
        `${stack}: it reads from ${missing.join(" and ")}, which must be applied before it`,
      );
    }
  }

  /** Plans a stack again, and applies the new plan if it does nothing that was not reviewed. */
  private async applyAgain(record: PlanRecord, replacements: Replacements): Promise<void> {
    const { stack } = record;
    const reviewed = this.runOf(stack);
    const again = { ...reviewed, folder: join(this.applying.folder, `${stack}.again`) };
    this.applying.report(`${stack}: planning again`);
    try {
      copyStack(reviewed.folder, again.folder, readSynthesized(reviewed.folder));
      const made = (await savePlan(again, { flags: record.flags })) as PlanJson;
      await this.checkAgain(record, (await readPlan(reviewed)) as PlanJson, made, replacements);
      const hasChanges = (made.resource_changes ?? []).some(
        ({ change }) => change.actions.join() !== "no-op",
      );
      await this.applyFrom(record, again.folder, hasChanges);
    } finally {
      // It has secrets in clear text.
      rmSync(again.folder, { recursive: true, force: true });
    }
  }

  /** @throws {UserError} if a plan that was made again does what was not reviewed, or what the policy refuses now */
  private async checkAgain(
    { stack, progress, placeholders }: PlanRecord,
    reviewed: PlanJson,
    made: PlanJson,
    replacements: Replacements,
  ): Promise<void> {
    const others = unreviewed(reviewed, made, replacements, progress === "started");
    if (others.length > 0) {
      throw refused(stack, `planned again, it differs from what was reviewed at ${others.join(", ")}`);
    }
    const refusals = await this.applying.newRefusals({ stack, reviewed, placeholders, made });
    if (refusals.length > 0) {
      throw refused(stack, `planned again, the policy refuses it: ${refusals.join("; ")}`);
    }
  }

  private async applyFrom(record: PlanRecord, folder: string, hasChanges: boolean): Promise<void> {
    const { flags, report } = this.applying;
    if (hasChanges) {
      report(`${record.stack}: applying`);
      this.mark(record, "started");
      await applyPlan({ ...this.runOf(record.stack), folder }, { flags });
    }
    this.mark(record, "applied");
    // It has secrets in clear text.
    rmSync(join(this.applying.folder, record.stack, planFile), { force: true });
    report(`${record.stack}: ${hasChanges ? "applied" : "nothing to apply"}`);
  }

  /** The values of outputs that stood for others in the plan of a stack. */
  private async replacements({ stack, placeholders }: PlanRecord): Promise<Replacements> {
    const folder = join(this.applying.folder, stack);
    const found: [string, string][] = [];
    for (const read of readsOf(readSynthesized(folder))) {
      const planned = readPlannedOutputs(folder, read.stack);
      if (Object.keys(planned).length > 0) {
        const run = this.runOf(read.stack);
        await initializePlan(run);
        found.push(...replacementsOf(planned, await readOutputs(run), placeholders));
      }
    }
    return new Map(found);
  }

  private mark({ stack }: PlanRecord, progress: PlanRecord["progress"]): void {
    const { folder, plans } = this.applying;
    const record = plans.stacks.find((one) => one.stack === stack) as PlanRecord;
    record.progress = progress;
    writeJsonFile(plansFile(folder), plans);
  }

  private runOf(stack: string) {
    const { folder, env, report, interrupts } = this.applying;
    const line = (text: string) => report(`${stack} │ ${text}`);
    return { stack, folder: join(folder, stack), env: env(stack), report: line, interrupts };
  }
}

/** Where an apply stopped. */
function remaining(plans: Plans, failed: string): string[] {
  const named = (text: string, stacks: readonly PlanRecord[]) =>
    stacks.length === 0 ? [] : [`${text}: ${stacks.map(({ stack }) => stack).join(", ")}`];
  return [
    ...named(
      "Applied",
      plans.stacks.filter(({ progress }) => progress === "applied"),
    ),
    ...named(
      "Not applied",
      plans.stacks.filter(({ stack, progress }) => progress !== "applied" && stack !== failed),
    ),
  ];
}

/**
 * Applies the plans of a review in their order, and stops at the first one that fails or is refused. A later call goes on
 * there.
 *
 * @throws {UserError}
 */
export async function applyPlans(applying: Applying): Promise<void> {
  const { plans, isSelected, report } = applying;
  const applier = new Applier(applying);
  for (const record of plans.stacks.filter(({ stack }) => isSelected(stack))) {
    try {
      await applier.apply(record);
    } catch (error) {
      remaining(plans, record.stack).forEach((line) => report(line));
      throw error;
    }
  }
}
