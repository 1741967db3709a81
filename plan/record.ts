import { findTool, tools } from "../terraform/tools";
import { headCommit } from "./base";
import { bindingOf, type PlanRecord, type Plans } from "./plans-file";
import type { SavedPlan } from "./stack-plans";

/** The platform of this machine, as Terraform names it. */
const platform = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;

/** For what plans are that are made here and now. @throws {UserError} */
export const present = (): Pick<Plans, "commit" | "terraform" | "platform"> => ({
  commit: headCommit(),
  terraform: findTool(tools.terraform)?.version ?? "none",
  platform,
});

/**
 * What binds a saved plan to its review.
 *
 * @param changes What the reviewer reads, such as `2 to update`; empty if nothing changes.
 * @param refused Why the policy refuses it; empty if it does not.
 */
export const recordOf = (
  { stack, folder, flags, provisional, mocked, placeholders }: SavedPlan,
  changes: string,
  refused: readonly string[],
): PlanRecord => ({
  stack,
  changes,
  refused: [...refused],
  ...bindingOf(folder),
  flags: [...flags],
  provisional: [...provisional],
  mocked: [...mocked],
  placeholders: [...placeholders.keys()],
  progress: "planned",
});
