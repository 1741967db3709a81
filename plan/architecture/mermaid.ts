import type { Direction } from "../review/picture/svg";
import type { Drawing } from "./drawing";

/** A text in a label. Mermaid reads HTML and Markdown in it. */
const label = (text: string) => text.replace(/[^\w ,./:-]/gu, "_");

/** A picture as a flowchart of Mermaid. What is used is before what uses it. */
export function flowchartOf({ nodes, edges }: Drawing, direction: Direction): string {
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  return [
    `flowchart ${direction}`,
    ...nodes.map(
      ({ id, title, lines }) =>
        `  ${ids.get(id)}["${[`<b>${label(title)}</b>`, ...lines.map(label)].join("<br/>")}"]`,
    ),
    ...edges.map(
      ({ used, user, label: text }) =>
        `  ${ids.get(used)} -->${text.length > 0 ? `|"${text.map(label).join("<br/>")}"|` : ""} ${ids.get(user)}`,
    ),
  ].join("\n");
}
