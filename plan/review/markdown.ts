import { mermaidOf } from "./picture/mermaid";
import { riskTitles, type AttributeChange, type ChangeReview, type Review, type StackReview } from "./review";
import {
  actions,
  countsOf,
  changesText,
  groupsOf,
  groupText,
  hasPolicy,
  oneChartText,
  ownAttributes,
  policyGroups,
  reportedStacks,
  risksOf,
  stateOf,
  verdictOf,
  verdictTitles,
  type RowGroup,
} from "./summary";

/** Finds the comment of an earlier review in a pull request: the one of the same stage. */
export const markerOf = ({ stage }: Subject) =>
  `<!-- plan-review${stage === undefined ? "" : ` ${stage}`} -->`;

/** GitHub refuses a comment that is longer. https://docs.github.com/en/rest/issues/comments */
export const maximumLength = 65_536;

/** A text in a code span, in one line. */
function code(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const fence = "`".repeat(1 + Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length)));
  const space = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return line === "" ? "` `" : `${fence}${space}${line}${space}${fence}`;
}

const shortened = (text: string, length = 160) =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

/** Text that is not Markdown: no mention of a user, no HTML, no emphasis. */
const plain = (text: string) =>
  text
    .replace(/\s+/g, " ")
    .split(/(https:\/\/[\w./#?=-]+)/)
    .map((part, index) =>
      // Every second part is a URL, which GitHub makes a link.
      index % 2 === 1 ? part : part.replace(/[\\<>*_[\]|`#]/g, "\\$&").replaceAll("@", "@\u200b"),
    )
    .join("");

/** How long the rows of risks are: the longest of these with which a comment is not too long. */
const rowLengths = [600, 160, 60] as const;

function groupLine(group: RowGroup, several: boolean, length: number): string {
  const { stack, addresses } = group;
  const text = plain(shortened(groupText(group), length));
  const where = `${addresses.map(code).join(", ")}${several ? ` in ${stack}` : ""}`;
  return `- ${where}: ${text}`;
}

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
  const row = (cells: readonly unknown[]) => `| ${cells.join(" | ")} |`;
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

function attributeLine({ path, before, after, forces }: AttributeChange, indent: string): string {
  const side = (text: string | undefined) => (text === undefined ? "none" : code(shortened(text)));
  const change =
    before === undefined
      ? `${code(path)}: added ${side(after)}`
      : after === undefined
        ? `${code(path)}: removed ${side(before)}`
        : `${code(path)}: ${side(before)} → ${side(after)}`;
  return `${indent}- ${change}${forces ? " **forces the replacement**" : ""}`;
}

/** How much of each change is written. */
type Detail = "all" | "changed" | "addresses";

function changeText(change: ChangeReview, detail: Detail): string {
  const { address, action, previousAddress, objects, effect } = change;
  const severity = effect === "in place" || effect === "none" ? "" : ` (${effect})`;
  const moved = previousAddress === undefined ? "" : `, before ${code(previousAddress)}`;
  const title = `- **${action}** ${code(address)}${moved}${severity}`;
  const isShown = detail === "all" || (detail === "changed" && (action === "update" || action === "replace"));
  if (!isShown) {
    return title;
  }
  const ofObjects = objects?.flatMap((object) => [
    `  - **${object.action}** ${code(object.object)}`,
    ...object.attributes.map((one) => attributeLine(one, "    ")),
  ]);
  const note = change.isOfOneChart ? [`  - ${oneChartText}`] : [];
  return [
    title,
    ...note,
    ...ownAttributes(change).map((one) => attributeLine(one, "  ")),
    ...(ofObjects ?? []),
  ].join("\n");
}

function modulesOf(changes: readonly ChangeReview[]): [string, ChangeReview[]][] {
  const names = [...new Set(changes.map(({ module }) => module))].sort();
  return names.map((name) => [name, changes.filter(({ module }) => module === name)]);
}

const folded = (summary: string, body: string) =>
  `<details><summary>${summary}</summary>\n\n${body}\n\n</details>\n`;

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
