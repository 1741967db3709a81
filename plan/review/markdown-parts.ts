import type { AttributeChange, ChangeReview } from "./review";
import { groupText, oneChartText, ownAttributes, type RowGroup } from "./summary";

/** GitHub refuses a comment or an issue that is longer. https://docs.github.com/en/rest/issues */
export const maximumLength = 65_536;

/** A text in a code span, in one line. */
export function code(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const fence = "`".repeat(1 + Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length)));
  const space = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return line === "" ? "` `" : `${fence}${space}${line}${space}${fence}`;
}

/** At most this many characters of a text. */
export const shortened = (text: string, length = 160) =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

/** Text that is not Markdown: no mention of a user, no HTML, no emphasis. */
export const plain = (text: string) =>
  text
    .replace(/\s+/g, " ")
    .split(/(https:\/\/[\w./#?=-]+)/)
    .map((part, index) =>
      // Every second part is a URL, which GitHub makes a link.
      index % 2 === 1 ? part : part.replace(/[\\<>*_[\]|`#]/g, "\\$&").replaceAll("@", "@\u200b"),
    )
    .join("");

/** A row of a table. */
export const row = (cells: readonly unknown[]) => `| ${cells.join(" | ")} |`;

/** A line of a list that says what a group of rows says. */
export function groupLine(group: RowGroup, several: boolean, length: number): string {
  const { stack, addresses } = group;
  const text = plain(shortened(groupText(group), length));
  const where = `${addresses.map(code).join(", ")}${several ? ` in ${stack}` : ""}`;
  return `- ${where}: ${text}`;
}

/** A line of a list that says how an attribute differs. */
export function attributeLine({ path, before, after, forces }: AttributeChange, indent: string): string {
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
export type Detail = "all" | "changed" | "addresses";

/** A line of a list that says what happens to a resource, with its attributes below. */
export function changeText(change: ChangeReview, detail: Detail): string {
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

/** Text that is opened by its summary. */
export const folded = (summary: string, body: string) =>
  `<details><summary>${summary}</summary>\n\n${body}\n\n</details>\n`;
