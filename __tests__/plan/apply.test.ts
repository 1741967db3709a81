import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { applyPlans } from "../../plan/apply";
import { bindingOf, bound, type Plans } from "../../plan/plans-file";
import { planFile } from "../../terraform/operations";
import { noInterrupts } from "../../terraform/interrupts";

const folder = mkdtempSync(join(tmpdir(), "apply-"));
const stack = "apply-test-data";
const path = (name: string) => join(folder, stack, name);

/** Saves a plan of a stack. */
function savedPlans(): Plans {
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
  const record = { stack, ...review, ...bindingOf(join(folder, stack)), progress: "planned" as const };
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
  const others = { isSelected: () => true, flags: [], env: () => ({}), report: () => undefined };
  await expect(applyPlans({ folder, plans, ...others, interrupts: noInterrupts })).rejects.toThrow(
    `${stack}: its ${names} is not what was reviewed; run npm run plan, and have the new plan reviewed`,
  );
});
