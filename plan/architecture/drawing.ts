import type { Edge } from "../review/picture/groups";
import type { StackPicture } from "./stack-picture";

/** A node of a picture. */
export interface DrawnNode {
  readonly id: string;
  /** The frame that it is in. @default none */
  readonly frame?: string;
  /** The first line. */
  readonly title: string;
  /** The other lines. */
  readonly lines: readonly string[];
  /** Whether it is outside of what the picture is about. */
  readonly isOutside?: true;
}

/** A picture: Mermaid or SVG is made of it. */
export interface Drawing {
  readonly title: string;
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly (Edge & { readonly label: readonly string[] })[];
}

/** Words in lines of at most this many characters. */
function wrapped(words: readonly string[], length = 44): string[] {
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

const named = (module: string) => (module === "" ? "of the layer itself" : module);

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

/** The modules of a stack, with the stacks that they read from. */
export function layerDrawing({ stack, modules, edges, reads }: StackPicture): Drawing {
  const others = [...new Set(reads.map((read) => read.stack))];
  const readers = [
    ...new Map(
      reads.flatMap((read) =>
        read.module === undefined ? [] : [[`${read.stack} ${read.module}`, read] as const],
      ),
    ).values(),
  ];
  return {
    title: stack,
    nodes: [
      ...others.map((id) => ({ id: `stack ${id}`, title: id, lines: [], isOutside: true as const })),
      ...modules.map(({ name, main, others: count }) => ({
        id: `module ${name}`,
        frame: stack,
        title: named(name),
        lines: [...main, ...(count > 0 ? [`and ${count} more`] : [])],
      })),
    ],
    edges: [
      ...edges.map(({ used, user }) => ({ used: `module ${used}`, user: `module ${user}`, label: [] })),
      ...readers.map(({ stack: used, module }) => ({
        used: `stack ${used}`,
        user: `module ${module}`,
        label: [],
      })),
    ],
  };
}
