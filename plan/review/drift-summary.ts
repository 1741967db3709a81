import type { DriftReview } from "./drift";
import type { ChangeReview, Risk, StackReview } from "./review";
import { changesText, counted, countsOf, countsText, hasChanges, outcomeOf, resourcesIn } from "./summary";

/** What each risk of drift is, as a heading, from the most to the least severe: who has access that nobody reviewed is first. */
const driftTitles: Partial<Record<Risk, string>> = {
  access: "Access is widened",
  protection: "Protection or retention is lowered",
  data: "Deleted, with data",
  destruction: "Deleted",
};

/** The risks of drift that were found, each with its heading. */
export const driftSections = ({ risks }: DriftReview) =>
  Object.entries(driftTitles)
    .map(([risk, title]) => ({ title, rows: risks.filter((row) => row.risk === risk) }))
    .filter(({ rows }) => rows.length > 0);

/** What happened to a resource outside of Terraform. */
export const driftVerb = ({ action }: ChangeReview) => (action === "delete" ? "deleted" : "changed");

/** Said of drift that an apply does not take back. */
export const keptText = "an apply leaves it: take it back by hand, or add it to the configuration";

/** What is not applied of a stack, such as `1 to update`; empty if nothing is. */
export const pendingText = (stack: StackReview) => (stack.outcome === "planned" ? changesText(stack) : "");

/** The exit code's meaning: whether anything differs, or could not be compared. */
export function driftOutcomeOf(review: DriftReview) {
  const outcome = outcomeOf(review);
  return outcome === "nothing" && review.stacks.some(({ drift }) => drift.length > 0) ? "changes" : outcome;
}

/** What a comparison says, in a line. */
export function driftVerdictOf(review: DriftReview): string {
  const { stacks } = review;
  const named = (outcome: StackReview["outcome"]) =>
    stacks
      .filter((stack) => stack.outcome === outcome)
      .map(({ stack }) => stack)
      .join(", ");
  const planned = stacks.filter(({ outcome }) => outcome === "planned");
  const isPlanned = planned.length > 0;
  const drift = stacks.flatMap((stack) => stack.drift);
  const found = driftSections(review).map(
    ({ title, rows }) => `${title.toLowerCase()}: ${resourcesIn(rows)}`,
  );
  const pending = stacks.filter(hasChanges);
  const undeployed = named("undeployed");
  const notRead = stacks.filter(({ isRefreshed }) => !isRefreshed).map(({ stack }) => stack);
  const failed = [named("failed"), named("skipped")].filter((text) => text !== "").join(", ");
  return [
    failed === "" ? "" : `Not compared: ${failed}.`,
    drift.length > 0
      ? `${counted(drift.length, "resource")} changed outside of Terraform${found.length > 0 ? ` (${found.join("; ")})` : ""}.`
      : planned.some(({ isRefreshed }) => isRefreshed)
        ? "No drift."
        : "",
    notRead.length > 0 ? `Without a refresh, so that drift is not known: ${notRead.join(", ")}.` : "",
    pending.length > 0
      ? `Not applied: ${countsText(countsOf(pending)) || "only outputs"} in ${pending.map(({ stack }) => stack).join(", ")}.`
      : isPlanned
        ? "The configuration is applied."
        : "",
    undeployed === "" ? "" : `Not deployed: ${undeployed}.`,
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}
