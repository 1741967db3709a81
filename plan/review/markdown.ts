import { mermaidOf } from "./picture/mermaid";
import {
  attributeLine,
  changeText,
  code,
  folded,
  groupLine,
  maximumLength,
  plain,
  row,
  shortened,
  type Detail,
} from "./markdown-parts";
import { riskTitles, type ChangeReview, type Review, type StackReview } from "./review";
import {
  actions,
  countsOf,
  changesText,
  groupsOf,
  hasPolicy,
  policyGroups,
  reportedStacks,
  risksOf,
  stateOf,
  verdictOf,
  verdictTitles,
} from "./summary";

/** Finds the comment of an earlier review in a pull request: the one of the same stage. */
export const markerOf = ({ stage }: Subject) =>
  `<!-- plan-review${stage === undefined ? "" : ` ${stage}`} -->`;

/** What a comment says if there is no report: it takes the place of that of an earlier commit. */
export const failedReport = (stage: string, commit: string, log: string) =>
  [
    markerOf({ stage, commit }),
    `## ${stage}: There is no report of this commit.`,
    "",
    `What commit ${code(commit)} would do is not known. The log of the run says why: ${log}`,
    "",
  ].join("\n");

/** How long the rows of risks are: the longest of these with which a comment is not too long. */
const rowLengths = [600, 160, 60] as const;

function riskSections(review: Review, length: number): string[] {
  const several = review.stacks.length > 1;
  return risksOf(review).map(({ risk, rows }) =>
    [
      `### ${riskTitles[risk]}`,
      "",
      ...groupsOf(rows).map((group) => groupLine(group, several, length)),
      "",
    ].join("\n"),
  );
}

function policySection(review: Review, length: number): string[] {
  const several = review.stacks.length > 1;
  const groups = policyGroups(review.policy).flatMap(({ verdict, rule, rows }) => [
    `**${verdictTitles[verdict]}**: ${plain(rule)}`,
    "",
    ...groupsOf(rows).map((group) => groupLine(group, several, length)),
    "",
  ]);
  const notes = review.policy.notes.map((note) => `- ${plain(note)}`);
  return hasPolicy(review) ? ["### Policy", "", ...groups, ...notes, ...(notes.length > 0 ? [""] : [])] : [];
}

/** What a comment begins with: the verdict, the stacks, the policy and the risks. */
function headOf(review: Review, subject: Subject, room: number): string {
  const stacks = reportedStacks(review);
  const of = subject.stage === undefined ? "" : `${subject.stage}: `;
  let head = "";
  for (const length of rowLengths) {
    head = [
      markerOf(subject),
      `## ${of}${verdictOf(review)}`,
      "",
      ...(stacks.length > 0 ? [stackTable(stacks), ""] : []),
      ...policySection(review, length),
      ...riskSections(review, length),
      ...(review.costs.length > 0
        ? ["### Cost", "", ...review.costs.map((line) => `- ${plain(line)}`), ""]
        : []),
    ].join("\n");
    if (head.length <= room) {
      return head;
    }
  }
  const lines = head.slice(0, room).split("\n").slice(0, -1);
  const left = rowsIn(head.split("\n")) - rowsIn(lines);
  return `${lines.join("\n")}\n\n**${left} further lines are only in the page of the report.**\n`;
}

const rowsIn = (lines: readonly string[]) => lines.filter((line) => line.startsWith("- ")).length;

function stackTable(stacks: readonly StackReview[]): string {
  const used = actions.filter((action) => countsOf(stacks)[action] > 0);
  return [
    row(["Stack", ...used, "outputs", ""]),
    row(["---", ...used.map(() => "--:"), "--:", "---"]),
    ...stacks.map((stack) =>
      row([
        stack.stack,
        ...used.map((action) => countsOf([stack])[action] || ""),
        stack.outputs.length || "",
        stateOf(stack),
      ]),
    ),
  ].join("\n");
}

function modulesOf(changes: readonly ChangeReview[]): [string, ChangeReview[]][] {
  const names = [...new Set(changes.map(({ module }) => module))].sort();
  return names.map((name) => [name, changes.filter(({ module }) => module === name)]);
}

function stackDetails(stack: StackReview, detail: Detail): string {
  if (stack.outcome !== "planned") {
    return folded(`${stack.stack}: no plan`, `~~~text\n${shortened(stack.reason ?? "", 4000)}\n~~~`);
  }
  const groups = modulesOf(stack.changes).flatMap(([name, changes]) => [
    `**${name === "" ? "the stack itself" : name}**\n`,
    ...changes.map((change) => changeText(change, detail)),
    "",
  ]);
  const outputs =
    stack.outputs.length === 0
      ? []
      : ["**outputs**\n", ...stack.outputs.map((one) => attributeLine(one, "")), ""];
  const drift =
    stack.drift.length === 0
      ? []
      : [
          "**changed outside of Terraform**\n",
          ...stack.drift.map((change) => changeText(change, detail)),
          "",
        ];
  const list = (title: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`${title}: ${names.map(code).join(", ")}`, ""];
  return folded(
    `${stack.stack}: ${changesText(stack) || "nothing to apply"}`,
    [
      ...list("Mocks stand in for", stack.mocked),
      ...list(
        "Not published yet",
        stack.provisional.filter((name) => !stack.mocked.includes(name)),
      ),
      ...groups,
      ...outputs,
      ...drift,
    ].join("\n"),
  );
}

/** What was reviewed. */
export interface Subject {
  readonly commit: string;
  readonly base?: string;
  /** If only this stage and its account were. */
  readonly stage?: string;
}

/** A review as a comment of a pull request. Risks are never left out; details are, if they would not fit. */
export function markdownOf(review: Review, subject: Subject): string {
  const { commit, base } = subject;
  const stacks = reportedStacks(review);
  const footer = `\n<sub>Commit ${commit}${base === undefined ? "" : `, compared with ${base}`}.</sub>\n`;
  const all = maximumLength - footer.length - 400;
  const head = headOf(review, subject, all);
  const room = all - head.length;
  const mermaid = mermaidOf(review);
  const picture =
    mermaid === undefined ? "" : `\n${folded("What uses what changes", `\`\`\`mermaid\n${mermaid}\n\`\`\``)}`;
  for (const detail of ["all", "changed", "addresses"] as const) {
    const details = stacks.map((stack) => stackDetails(stack, detail)).join("\n");
    if (details.length <= room) {
      const note =
        detail === "all"
          ? ""
          : `\nLeft out here, because a comment is limited: ${detail === "changed" ? "the attributes of what is created or deleted" : "all attributes"}. The page of the report has them.\n`;
      const fits = details.length + picture.length <= room;
      return `${head}\n${details}` + (fits ? picture : "") + note + footer;
    }
  }
  return `${head}\nLeft out here, because a comment is limited: the list of changes. The page of the report has it.\n${footer}`;
}
