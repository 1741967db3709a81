import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkConfiguration } from "../../config/check";
import type { Stage } from "../../config";
import { configurationOfThisMachine } from "../../local/configuration";
import { environmentOf } from "../../local/stack-environment";
import { optionsOfApply } from "../../commands/review-options";
import { applyPlans, type Applying } from "../../plan/apply";
import { resourceChanges } from "../../plan/plan-json";
import { bound, type PlanRecord, type Plans } from "../../plan/plans-file";
import { recordOf } from "../../plan/record";
import { newRefusals as refusalsOfAgain } from "../../plan/review/new-refusals";
import { planStacks, type SavedPlan } from "../../plan/stack-plans";
import { planFile } from "../../terraform/operations";
import { noInterrupts } from "../../terraform/interrupts";
import { synthesized } from "./plans";

/** The stage of this machine with a version of its passwords. */
function configurationWith(passwordVersion: number) {
  const { accounts, stages } = configurationOfThisMachine();
  const local = stages["local"] as Stage;
  return checkConfiguration({
    accounts: { emulator: accounts["emulator"] },
    stages: { local: { ...local, secrets: { ...local.secrets, passwordVersion } } },
  });
}

/** Saves the plans of the stacks that a version of the passwords affects. */
export async function plansOf(
  passwordVersion: number,
  folder: string,
  stacks: readonly string[] = ["local-data", "local-platform"],
): Promise<{ plans: Plans; saved: SavedPlan[] }> {
  const made = await planStacks({
    configurations: new Map(Object.entries(synthesized(configurationWith(passwordVersion)))),
    isSelected: (stack) => stacks.includes(stack),
    isAffected: (stack) => stack === "local-data",
    folder,
    flagsOf: () => [],
    env: environmentOf,
    report: () => undefined,
    interrupts: noInterrupts,
  });
  const saved = made.flatMap((planned) => {
    if (planned.outcome !== "planned") {
      throw new Error(planned.reason);
    }
    return [planned];
  });
  const records = saved.map((planned) =>
    recordOf(planned, resourceChanges(planned.plan).length > 0 ? "some" : "", []),
  );
  return { saved, plans: bound({ commit: "", terraform: "", platform: "", stacks: records }) };
}

/** Applies plans; returns the lines of its report without those of terraform. */
async function applied(
  plans: Plans,
  folder: string,
  newRefusals: Applying["newRefusals"] = (again) => refusalsOfAgain(again, optionsOfApply(folder)),
): Promise<string[]> {
  const lines: string[] = [];
  await applyPlans({
    folder,
    plans,
    isSelected: () => true,
    flags: [],
    env: environmentOf,
    report: (line) => void (line.includes("│") || lines.push(line)),
    interrupts: noInterrupts,
    newRefusals,
  });
  return lines;
}

/** Applies saved plans to the deployed stage, and the former ones again. */
export function applyTests(): void {
  describe("the apply of saved plans", () => {
    const folder = mkdtempSync(join(tmpdir(), "applies-"));
    let plans: Plans;
    let saved: SavedPlan[];
    const withData = (more: Partial<PlanRecord>): Plans => ({
      ...plans,
      stacks: plans.stacks.map((record) => (record.stack === "local-data" ? { ...record, ...more } : record)),
    });
    beforeAll(async () => {
      ({ plans, saved } = await plansOf(2, folder));
    }, 300_000);
    afterAll(() => rmSync(folder, { recursive: true }));

    it("has a provisional plan of what reads outputs that change", () => {
      const provisional = saved.map(({ stack, provisional: names }) => [stack, names]);
      expect(provisional).toEqual([
        ["local-data", []],
        ["local-platform", ["local-data.database_role_secrets_version"]],
      ]);
    });

    it("refuses a plan with mocks, of another state, and one that was altered", async () => {
      const mocked = withData({ mocked: ["local-network.vpc_id"] });
      await expect(applied(mocked, folder)).rejects.toThrow(
        "local-data: it was planned with mocks of local-network.vpc_id; run npm run plan",
      );
      const stale = withData({ state: { lineage: "another", serial: 1 } });
      await expect(applied(stale, folder)).rejects.toThrow("local-data: its state has changed since");
      const file = join(folder, "local-data", planFile);
      cpSync(file, `${file}.copy`);
      appendFileSync(file, "x");
      await expect(applied(plans, folder)).rejects.toThrow("local-data: its plan is not what was reviewed");
      cpSync(`${file}.copy`, file);
      const platform = { ...plans, stacks: plans.stacks.filter(({ stack }) => stack === "local-platform") };
      await expect(
        applied({ ...plans, stacks: [...platform.stacks, ...plans.stacks] }, folder),
      ).rejects.toThrow("local-platform: it reads from local-data, which must be applied before it");
      appendFileSync(join(folder, "local-data", "cdk.tf.json"), " ");
      await expect(applied(plans, folder)).rejects.toThrow("its configuration is not what was reviewed");
    }, 120_000);

    it("applies what was reviewed, and plans again what was provisional", async () => {
      ({ plans, saved } = await plansOf(2, folder));
      const refusing = applied(plans, folder, ({ stack }) =>
        Promise.resolve([`${stack}: open to everybody`]),
      );
      await expect(refusing).rejects.toThrow(
        "local-platform: planned again, the policy refuses it: local-platform: open to everybody; run npm run plan",
      );
      expect(await applied(plans, folder)).toEqual([
        "local-data: applied before",
        "local-platform: planning again",
        "local-platform: applying",
        "local-platform: applied",
      ]);
      expect(await applied(plans, folder)).toEqual([
        "local-data: applied before",
        "local-platform: applied before",
      ]);
    }, 600_000);

    it("applies the former values, after which a plan has no changes", async () => {
      await applied((await plansOf(1, folder)).plans, folder);
      const { saved: again } = await plansOf(1, folder);
      expect(again.flatMap(({ plan }) => resourceChanges(plan))).toEqual([]);
    }, 600_000);
  });
}
