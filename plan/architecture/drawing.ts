import type { Edge } from "../review/picture/groups";
import type { StackPicture } from "./stack-picture";

/** A node of a picture. */
export interface DrawnNode {
  readonly id: string;
  /** The first line. */
  readonly title: string;
  /** The other lines. */
  readonly lines: readonly string[];
}

/** An edge of a picture, with the lines of its label. */
export type DrawnEdge = Edge & { readonly label: readonly string[] };

/** A picture: Mermaid or SVG is made of it. */
export interface Drawing {
  readonly title: string;
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

/** Words in lines of at most this many characters. */
function wrapped(words: readonly string[], length = 38): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last}, ${word}`;
    if (last !== undefined && longer.length <= length) {
      lines[lines.length - 1] = longer;
    } else {
      lines.push(word);
    }
  }
  return lines.map((line, index) => (index < lines.length - 1 ? `${line},` : line));
}

/** All stacks of a stage and of its account, with the outputs that each one reads. */
export const stacksDrawing = (title: string, pictures: readonly StackPicture[]): Drawing => ({
  title,
  nodes: pictures.map(({ stack, modules }) => ({
    id: stack,
    title: stack,
    lines: wrapped(modules.map(({ name }) => name).filter((name) => name !== "")),
  })),
  edges: pictures.flatMap(({ stack: user, reads }) =>
    [...new Set(reads.map(({ stack }) => stack))].map((used) => ({
      used,
      user,
      label: [...new Set(reads.filter(({ stack }) => stack === used).map(({ output }) => output))].sort(),
    })),
  ),
});

/** The modules of a stack. A module that reads outputs of other stacks names their layers. */
export function layerDrawing({ stack, modules, edges, reads }: StackPicture): Drawing {
  const readBy = (module: string) => [
    ...new Set(reads.filter((read) => read.module === module).map((read) => read.stack.replace(/^.*-/, ""))),
  ];
  return {
    title: stack,
    nodes: modules.map(({ name, main, others }) => ({
      id: `module ${name}`,
      title: name === "" ? "the layer itself" : name,
      lines: [
        ...main,
        ...(others > 0 ? [`and ${others} more`] : []),
        ...(readBy(name).length > 0 ? [`reads ${readBy(name).join(", ")}`] : []),
      ],
    })),
    edges: edges.map(({ used, user }) => ({ used: `module ${used}`, user: `module ${user}`, label: [] })),
  };
}
