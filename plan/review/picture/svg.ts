import { Graph, layout } from "@dagrejs/dagre";
import { link, markup, type Html } from "../page/html";
import type { Action } from "../review";
import type { Edge } from "./groups";

/** A node of a drawing. */
export interface Node {
  readonly id: string;
  /** The name of the frame that it is in. @default none */
  readonly frame?: string;
  readonly title: string;
  /** A second line. */
  readonly note: string;
  /** Lines below it. @default none */
  readonly more?: readonly string[];
  /** The most severe action; undefined if nothing of it changes. */
  readonly action: Action | undefined;
  /** The element of the page that it opens. */
  readonly opens: string | undefined;
}

const characterWidth = 7.3;
const longest = 40;
const nodeHeight = 44;
const lineHeight = 16;

const shortened = (text: string) => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);
const widthOf = ({ title, note, more = [] }: Node) =>
  24 + characterWidth * Math.max(...[title, note, ...more].map((text) => shortened(text).length));

/** An edge of a drawing. */
export interface DrawnEdge extends Edge {
  /** Lines in its middle. @default none */
  readonly label?: readonly string[];
}

const round = (value: number) => Math.round(value * 10) / 10;

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** What is used is at the left of what uses it, or above it. */
export type Direction = "LR" | "TB";

/** Positions of nodes, frames and edges, in layers. */
function positions(nodes: readonly Node[], edges: readonly DrawnEdge[], rankdir: Direction) {
  const graph = new Graph({ compound: true });
  // The ranker "longest-path" takes half the time of the others.
  graph.setGraph({
    ranker: "longest-path",
    rankdir,
    nodesep: 14,
    ranksep: 56,
    marginx: 12,
    marginy: 12,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  const frames = [...new Set(nodes.flatMap(({ frame }) => frame ?? []))];
  frames.forEach((frame) => graph.setNode(`frame ${frame}`, {}));
  for (const node of nodes) {
    const height = nodeHeight + lineHeight * (node.more?.length ?? 0);
    graph.setNode(node.id, { width: widthOf(node), height });
    if (node.frame !== undefined) {
      graph.setParent(node.id, `frame ${node.frame}`);
    }
  }
  for (const { used, user, label = [] } of edges) {
    const width = characterWidth * Math.max(0, ...label.map((line) => line.length));
    graph.setEdge(used, user, { width, height: lineHeight * label.length, labelpos: "c" });
  }
  layout(graph);
  return { graph, frames, size: graph.graph() as { width: number; height: number } };
}

/** A smooth line through points. */
function path([first, ...others]: readonly Point[]): string {
  const at = ({ x, y }: Point) => `${round(x)} ${round(y)}`;
  const middle = (one: Point, other: Point) => ({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 });
  const last = others.at(-1);
  if (!first || !last) {
    return "";
  }
  const curves = others
    .slice(0, -1)
    .map((point, index) => `Q${at(point)} ${at(middle(point, others[index + 1] ?? point))}`);
  return [`M${at(first)}`, ...curves, `L${at(last)}`].join("");
}

function nodeMarkup(node: Node, { x, y, width, height }: Box): Html {
  const [left, top] = [round(x - width / 2), round(y - height / 2)];
  const drawn = markup`<g class="node ${node.action ?? "unchanged"}"><title>${node.title}: ${node.note}</title>
<rect x="${left}" y="${top}" width="${round(width)}" height="${height}" rx="6"/>
<text x="${left + 12}" y="${top + 18}">${shortened(node.title)}</text>
${[node.note, ...(node.more ?? [])].map(
  (line, index) =>
    markup`<text class="note" x="${left + 12}" y="${top + 34 + lineHeight * index}">${shortened(line)}</text>`,
)}</g>`;
  return node.opens === undefined ? drawn : link(node.opens, drawn);
}

/** The label of an edge, with a background that hides the edge. */
function labelMarkup(label: readonly string[], { x, y, width, height }: Box): Html {
  const [left, top] = [round(x - width / 2), round(y - height / 2)];
  return markup`<g class="label"><rect x="${left}" y="${top}" width="${round(width)}" height="${height}"/>
${label.map((line, index) => markup`<text class="note" text-anchor="middle" x="${round(x)}" y="${top + 12 + lineHeight * index}">${line}</text>`)}</g>
`;
}

/**
 * Draws nodes in frames, in layers, as an image.
 *
 * @param style Of an image that is a file. @default an image in a page, with the styles of the page
 */
export function imageOf(
  name: string,
  nodes: readonly Node[],
  edges: readonly DrawnEdge[],
  direction: Direction = "LR",
  style?: Html,
): Html {
  const { graph, frames, size } = positions(nodes, edges, direction);
  const box = (id: string) => graph.node(id) as unknown as Box;
  const marker = `arrow ${name}`.replace(/\W/g, "-");
  const [width, height] = [Math.ceil(size.width), Math.ceil(size.height)];
  return markup`<svg${style && markup` xmlns="http://www.w3.org/2000/svg"`} width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-label="${name}">
${style && markup`<style>${style}</style>\n`}<defs><marker id="${marker}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="head" d="M0 0L8 4L0 8z"/></marker></defs>
${frames.map((frame) => {
  const { x, y, width: wide, height: high } = box(`frame ${frame}`);
  return markup`<g class="frame"><rect x="${round(x - wide / 2)}" y="${round(y - high / 2)}" width="${round(wide)}" height="${round(high)}" rx="8"/>
<text x="${round(x - wide / 2 + 10)}" y="${round(y - high / 2 + 16)}">${frame}</text></g>\n`;
})}${edges.map(({ used, user, label = [] }) => {
    const edge = graph.edge(used, user) as unknown as Box & { readonly points: readonly Point[] };
    return markup`<path class="edge" marker-end="url(#${marker})" d="${path(edge.points)}"/>
${label.length > 0 && labelMarkup(label, edge)}`;
  })}${nodes.map((node) => markup`${nodeMarkup(node, box(node.id))}\n`)}</svg>`;
}

/** Draws nodes in frames, in layers from left to right, for a page. */
export const svgOf = (name: string, nodes: readonly Node[], edges: readonly Edge[]): Html =>
  markup`<div class="picture" role="group" tabindex="0" aria-label="${name}">
${imageOf(name, nodes, edges)}
</div>`;
