import type { DriftReview } from "./drift";
import { driftSections, driftVerb, driftVerdictOf, keptText, pendingText } from "./drift-summary";
import {
  attributeLine,
  changeText,
  code,
  groupLine,
  maximumLength,
  plain,
  row,
  shortened,
  type Detail,
} from "./markdown-parts";
import type { ChangeReview, StackReview } from "./review";
import { groupsOf, reportedStacks, stateOf } from "./summary";

function stackTable(stacks: readonly StackReview[]): string[] {
  return [
    row(["Stack", "Changed outside of Terraform", "Not applied", ""]),
    row(["---", "--:", "---", "---"]),
    ...stacks.map((stack) =>
      row([stack.stack, stack.drift.length || "", pendingText(stack), stateOf(stack)]),
    ),
    "",
  ];
}

function driftText(change: ChangeReview, detail: Detail): string[] {
  const { address, attributes, isKept } = change;
  const verb = driftVerb(change);
  return [
    `- **${verb}** ${code(address)}${isKept && verb === "changed" ? `; ${keptText}` : ""}`,
    ...(verb === "deleted" || detail === "addresses"
      ? []
      : attributes.map((one) => attributeLine(one, "  "))),
  ];
}

/** A part of each stack that has it, under the name of the stack. */
const byStack = (
  title: string,
  stacks: readonly StackReview[],
  linesOf: (stack: StackReview) => readonly string[],
): string[] => {
  const parts = stacks.map((stack) => [stack.stack, linesOf(stack)] as const);
  const found = parts.filter(([, lines]) => lines.length > 0);
  return found.length === 0
    ? []
    : [`## ${title}`, "", ...found.flatMap(([name, lines]) => [`**${name}**`, "", ...lines, ""])];
};

function linesOf(review: DriftReview, detail: Detail): string[] {
  const stacks = reportedStacks(review);
  const several = review.stacks.length > 1;
  const failed = stacks.filter(({ outcome }) => outcome === "failed" || outcome === "skipped");
  return [
    `**${plain(driftVerdictOf(review))}**`,
    "",
    ...(stacks.length > 0 ? stackTable(stacks) : []),
    ...driftSections(review).flatMap(({ title, rows }) => [
      `## ${title}`,
      "",
      ...groupsOf(rows).map((group) => groupLine(group, several, detail === "all" ? 600 : 160)),
      "",
    ]),
    ...byStack("Changed outside of Terraform", stacks, ({ drift }) =>
      drift.flatMap((change) => driftText(change, detail)),
    ),
    ...byStack("Committed and not applied", stacks, ({ changes, outputs }) => [
      ...changes.map((change) => changeText(change, detail)),
      ...outputs.map((one) => attributeLine({ ...one, path: `output ${one.path}` }, "")),
    ]),
    ...byStack("Not compared", failed, ({ reason = "" }) => [plain(shortened(reason, 600))]),
  ];
}

/** A comparison as the body of an issue. Its first line is the verdict. What does not fit is left out from the end. */
export function driftMarkdownOf(review: DriftReview, commit: string): string {
  const footer = `<sub>Compared with commit ${commit}. Sensitive values are not shown.</sub>\n`;
  const room = maximumLength - footer.length - 200;
  for (const detail of ["all", "changed", "addresses"] as const) {
    const text = linesOf(review, detail).join("\n");
    if (text.length <= room) {
      const note =
        detail === "all" ? "" : "Attributes are left out here: the output of the run has them.\n\n";
      return `${text}\n${note}${footer}`;
    }
  }
  const all = linesOf(review, "addresses");
  const shown = all.join("\n").slice(0, room).split("\n").slice(0, -1);
  return `${shown.join("\n")}\n\n**${all.length - shown.length} further lines are only in the output of the run.**\n\n${footer}`;
}
