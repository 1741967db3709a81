import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { z } from "zod";
import { projectPath } from "../modules/kit/project-path";
import { planFile } from "../terraform/operations";
import type { JsonFile } from "../terraform/json-file";
import { digestOf } from "./stack-folder";

/** A SHA-256, in hexadecimal digits. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const state = z.strictObject({ lineage: z.string(), serial: z.number() });

/** The state that a plan is for. Without resources and outputs, there is none. */
type StateVersion = z.infer<typeof state>;

const record = z.strictObject({
  stack: z.string(),
  /** What the reviewer read, such as `2 to update`; empty if nothing changes. */
  changes: z.string(),
  /** Why the policy refuses it, a sentence for each resource; empty if it does not. */
  refused: z.array(z.string()),
  /** Of the saved plan. */
  plan: sha256,
  /** Of the configuration and the charts that it was made from. */
  configuration: sha256,
  /** Of the checksums of the providers. */
  lock: sha256,
  state,
  provisional: z.array(z.string()),
  mocked: z.array(z.string()),
  /** Options of `terraform plan`, with which it is also planned again. */
  flags: z.array(z.string()),
  /** Texts in the plan that stand for values of outputs which were not known. */
  placeholders: z.array(z.string()),
  /** `started` stays if the apply fails, or is killed. */
  progress: z.enum(["planned", "started", "applied"]),
});

/** What binds a saved plan to its review. */
export type PlanRecord = z.infer<typeof record>;

const plans = z.strictObject({
  /** With a digest of what is not committed. */
  commit: z.string(),
  terraform: z.string(),
  /** Such as `linux_amd64`: the checksums of providers are those of a platform. */
  platform: z.string(),
  /** In the order of their deployment. */
  stacks: z.array(record),
  /** Of all of this but the progress. */
  reviewed: sha256,
});

/** The plans of one review. */
export type Plans = z.infer<typeof plans>;

/** SHA-256 of what was reviewed: of all but the progress of the plans. */
function reviewedDigest({ commit, terraform, platform, stacks: given }: Omit<Plans, "reviewed">): string {
  // Also brings the keys into the order in which the file is read.
  const stacks = z.array(record).parse(given);
  const reviewed = stacks.map(({ progress: _, ...others }) => others);
  return createHash("sha256")
    .update(JSON.stringify([commit, terraform, platform, reviewed]))
    .digest("hex");
}

/** Plans with the digest of what was reviewed. */
export const bound = (made: Omit<Plans, "reviewed">): Plans => ({ ...made, reviewed: reviewedDigest(made) });

/** Whether plans are what the review wrote, but for their progress. */
export const isAsReviewed = (plans: Plans) => plans.reviewed === reviewedDigest(plans);

/** Where `npm run plan` saves plans. They have secrets in clear text: only the user may read the folder, and Git ignores it. */
export const planFolder = () => projectPath("plan.out");

/** The file that a review and an apply have in common. */
export const plansFile = (folder: string): JsonFile<Plans> => ({
  path: join(folder, "plans.json"),
  schema: plans,
  remedy: "npm run plan",
});

/** The SHA-256 of bytes. */
export const sha256Of = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const hash = (path: string) => sha256Of(readFileSync(path));

/** The version of the state in a saved plan. https://developer.hashicorp.com/terraform/internals */
function stateIn(path: string): StateVersion {
  const { tfstate } = unzipSync(readFileSync(path), { filter: ({ name }) => name === "tfstate" });
  const { lineage = "", serial = 0 } = JSON.parse(
    Buffer.from(tfstate ?? []).toString() || "{}",
  ) as Partial<StateVersion>;
  return { lineage, serial };
}

/** The checksums of a plan and of what it was made from. A missing file has none. */
export function checksumsOf(folder: string): Pick<PlanRecord, "plan" | "configuration" | "lock"> {
  const [plan, lock] = [join(folder, planFile), join(folder, ".terraform.lock.hcl")];
  return {
    plan: existsSync(plan) ? hash(plan) : "",
    configuration: existsSync(folder) ? digestOf(folder) : "",
    lock: existsSync(lock) ? hash(lock) : "",
  };
}

/** What binds the plan in a folder to its review. */
export const bindingOf = (folder: string) => ({
  ...checksumsOf(folder),
  state: stateIn(join(folder, planFile)),
});
