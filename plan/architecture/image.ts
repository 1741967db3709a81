import { readFileSync } from "node:fs";
import { projectPath } from "../../modules/kit/project-path";
import { Html } from "../review/page/html";
import { imageOf, type Direction } from "../review/picture/svg";
import type { Drawing } from "./drawing";

const styles = () =>
  ["colours.css", "picture.css"]
    .map((name) => readFileSync(projectPath("plan", "review", "page", name), "utf8"))
    .join("\n");

/** A picture as a file of SVG, in the colours of the page of a plan review. */
export const svgFileOf = ({ title, nodes, edges }: Drawing, direction: Direction): string =>
  `${imageOf(
    title,
    nodes.map(({ id, title: first, lines: [note = "", ...more] }) => ({
      id,
      title: first,
      note,
      more,
      action: "update",
      opens: undefined,
    })),
    edges,
    direction,
    new Html(`${styles()}\nsvg { background: var(--page); }`),
  ).toString()}\n`;
