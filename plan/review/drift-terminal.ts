import type { DriftReview } from "./drift";
import { driftSections, driftVerb, driftVerdictOf, keptText, pendingText } from "./drift-summary";
import type { AttributeChange, ChangeReview, StackReview } from "./review";
import { groupsOf, groupText, notRefreshed, ownAttributes, stateOf } from "./summary";

const attributeText = ({ path, before = "none", after = "none" }: AttributeChange) =>
  `      ${path}: ${before} → ${after}`;

const driftLines = (change: ChangeReview): string[] => [
  `    ${driftVerb(change)} ${change.address}${change.isKept && change.action !== "delete" ? ` (${keptText})` : ""}`,
  ...(change.action === "delete" ? [] : change.attributes.map(attributeText)),
];

const pendingLines = (change: ChangeReview): string[] => [
  `    ${change.action} ${change.address}`,
  ...(change.action === "update" || change.action === "replace"
    ? ownAttributes(change).map(attributeText)
    : []),
];

function stackLines(stack: StackReview): string[] {
  const { drift, changes, outputs } = stack;
  const title = (text: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", `${stack.stack}: ${text}`, ...lines];
  return [
    ...title("changed outside of Terraform", drift.flatMap(driftLines)),
    ...title("committed and not applied", [
      ...changes.flatMap(pendingLines),
      ...outputs.map((one) => attributeText({ ...one, path: `output ${one.path}` })),
    ]),
  ];
}

/** A comparison for a terminal, with all that it found. The verdict is the last line. */
export function driftTextOf(review: DriftReview): string {
  const width = Math.max(0, ...review.stacks.map(({ stack }) => stack.length));
  const stacks = review.stacks.map((stack) => {
    const pending = pendingText(stack);
    const parts =
      stack.outcome === "planned"
        ? [
            stack.drift.length > 0 ? `${stack.drift.length} changed outside of Terraform` : "",
            pending === "" ? "" : `not applied: ${pending}`,
            stack.isRefreshed ? "" : notRefreshed,
          ]
        : [stack.outcome === "undeployed" ? stateOf(stack) : `${stack.outcome}: ${stack.reason ?? ""}`];
    const text = parts.filter((part) => part !== "").join("; ");
    return `  ${stack.stack.padEnd(width)}  ${text || "nothing"}`;
  });
  const sections = driftSections(review).flatMap(({ title, rows }) => [
    "",
    title,
    ...groupsOf(rows).flatMap((group) => [
      ...group.addresses.map((address) => `  ${address} in ${group.stack}: ${groupText(group)}`),
    ]),
  ]);
  return ["", ...stacks, ...sections, ...review.stacks.flatMap(stackLines), "", driftVerdictOf(review)].join(
    "\n",
  );
}
