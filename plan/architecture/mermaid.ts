import type { Drawing } from "./drawing";

/** A text in a label. Mermaid reads HTML and Markdown in it. */
const label = (text: string) => text.replace(/[^\w ,./:-]/gu, "_");
const lines = (texts: readonly string[]) => texts.map(label).join("<br/>");

/** A picture as a flowchart of Mermaid. What is used is before what uses it. */
export function flowchartOf({ nodes, edges }: Drawing, direction: "LR" | "TB"): string {
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const frames = [...new Set(nodes.flatMap(({ frame }) => frame ?? []))];
  const drawn = (of: string | undefined) =>
    nodes
      .filter(({ frame }) => frame === of)
      .map(
        ({ id, title, lines: rest }) =>
          `${ids.get(id)}["<b>${label(title)}</b>${rest.length > 0 ? "<br/>" : ""}${lines(rest)}"]`,
      );
  const outside = nodes.filter(({ isOutside }) => isOutside).map(({ id }) => ids.get(id));
  return [
    `flowchart ${direction}`,
    ...drawn(undefined).map((line) => `  ${line}`),
    ...frames.flatMap((frame, index) => [
      `  subgraph s${index}["${label(frame)}"]`,
      ...drawn(frame).map((line) => `    ${line}`),
      "  end",
    ]),
    ...edges.map(
      ({ used, user, label: text }) =>
        `  ${ids.get(used)} -->${text.length > 0 ? `|"${lines(text)}"|` : ""} ${ids.get(user)}`,
    ),
    ...(outside.length > 0
      ? ["  classDef outside stroke-dasharray: 4 4", `  class ${outside.join(",")} outside`]
      : []),
  ].join("\n");
}
