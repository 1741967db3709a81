import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { applyPlans, type Applying } from "../../plan/apply";
import { bindingOf, bound, type PlanRecord, type Plans } from "../../plan/plans-file";
import { planFile } from "../../terraform/operations";
import { noInterrupts } from "../../terraform/interrupts";

const folder = mkdtempSync(join(tmpdir(), "apply-"));
const stack = "apply-test-data";
const path = (name: string) => join(folder, stack, name);

/** Saves a plan of a stack. */
function savedPlans(more: Partial<PlanRecord> = {}): Plans {
  mkdirSync(path(""), { recursive: true });
  writeFileSync(path(planFile), zipSync({ tfstate: Buffer.from('{"lineage":"a","serial":1}') }));
  writeFileSync(path("cdk.tf.json"), "{}");
  writeFileSync(path(".terraform.lock.hcl"), "");
  const review = {
    changes: "1 to update",
    refused: [],
    provisional: [],
    mocked: [],
    flags: [],
    placeholders: [],
  };
  const record = {
    stack,
    ...review,
    ...bindingOf(join(folder, stack)),
    progress: "planned" as const,
    ...more,
  };
  return bound({ commit: "", terraform: "", platform: "", stacks: [record] });
}

afterAll(() => rmSync(folder, { recursive: true }));

it.each<readonly [string, () => void, string]>([
  ["is not there", () => rmSync(path(planFile)), "plan"],
  ["is cut off", () => truncateSync(path(planFile), 10), "plan"],
  ["has lost its lock file", () => rmSync(path(".terraform.lock.hcl")), "lock file"],
  [
    "has lost its folder",
    () => rmSync(path(""), { recursive: true }),
    "plan and configuration and lock file",
  ],
])("a saved plan that %s is refused with a sentence", async (_, damage, names) => {
  const plans = savedPlans();
  damage();
  const others = {
    isSelected: () => true,
    flags: [],
    env: () => ({}),
    report: () => undefined,
    newRefusals: () => Promise.resolve([]),
  };
  await expect(applyPlans({ folder, plans, ...others, interrupts: noInterrupts })).rejects.toThrow(
    `${stack}: its ${names} is not what was reviewed; run npm run plan, and have the new plan reviewed`,
  );
});

describe("a provisional plan that is made again", () => {
  const change = { actions: ["update"], before: { input: "a" }, after: { input: "b" }, after_unknown: {} };
  const made = {
    resource_changes: [{ address: "terraform_data.a", mode: "managed", type: "terraform_data", change }],
  };
  const program = join(folder, "terraform");
  const calls = join(folder, "calls");

  /** Applies with a program in place of terraform, which shows the same plan as reviewed and made again. */
  const apply = async (newRefusals: Applying["newRefusals"]) => {
    rmSync(calls, { force: true });
    writeFileSync(
      program,
      `#!${process.execPath}
const args = process.argv.slice(2);
require("node:fs").appendFileSync(${JSON.stringify(calls)}, args[0] + "\\n");
if (args[0] === "show") console.log(${JSON.stringify(JSON.stringify(made))});
`,
      { mode: 0o755 },
    );
    const plans = savedPlans({ provisional: ["apply-test-network.vpc_id"], placeholders: ["vpc-0a1b2c3e"] });
    mkdirSync(path(".terraform"), { recursive: true });
    writeFileSync(path("synthesized.json"), "{}");
    const found = bindingOf(join(folder, stack));
    const lines: string[] = [];
    const applied = applyPlans({
      folder,
      plans: { ...plans, stacks: plans.stacks.map((record) => ({ ...record, ...found })) },
      isSelected: () => true,
      flags: [],
      env: () => ({ ...process.env, TERRAFORM_BINARY_NAME: program }),
      report: (line) => void lines.push(line),
      interrupts: noInterrupts,
      newRefusals,
    });
    const error = await applied.then(
      () => undefined,
      (reason: Error) => reason.message,
    );
    return { error, lines, calls: readFileSync(calls, "utf8").split("\n") };
  };

  it("is not applied if the policy refuses it now, and says why", async () => {
    const { error, calls: called } = await apply(() => Promise.resolve(["a.b: is open. No database (rule)"]));
    expect(error).toBe(
      `${stack}: planned again, the policy refuses it: a.b: is open. No database (rule); run npm run plan, and have the new plan reviewed`,
    );
    expect(called).toContain("plan");
    expect(called).not.toContain("apply");
    expect(existsSync(join(folder, `${stack}.again`))).toBe(false);
  });

  it("is applied if the policy refuses nothing more than in the review", async () => {
    const asked: unknown[] = [];
    const {
      error,
      lines,
      calls: called,
    } = await apply((again) => {
      asked.push(again);
      return Promise.resolve([]);
    });
    expect(error).toBeUndefined();
    expect(asked).toEqual([{ stack, reviewed: made, placeholders: ["vpc-0a1b2c3e"], made }]);
    expect(called).toContain("apply");
    expect(lines.at(-1)).toBe(`${stack}: applied`);
    // Both plans have secrets in clear text.
    expect([existsSync(path(planFile)), existsSync(join(folder, `${stack}.again`))]).toEqual([false, false]);
  });
});
