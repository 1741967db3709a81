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
  /** The most severe action; undefined if nothing of it changes. */
  readonly action: Action | undefined;
  /** The element of the page that it opens. */
  readonly opens: string | undefined;
}

const characterWidth = 7.3;
const longest = 40;
const nodeHeight = 44;

const shortened = (text: string) => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);
const widthOf = ({ title, note }: Node) =>
  24 + characterWidth * Math.max(...[title, note].map((text) => shortened(text).length));

const round = (value: number) => Math.round(value * 10) / 10;

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** Positions of nodes, frames and edges, in layers from left to right. */
function positions(nodes: readonly Node[], edges: readonly Edge[]) {
  const graph = new Graph({ compound: true });
  // The ranker "longest-path" takes half the time of the others.
  graph.setGraph({
    ranker: "longest-path",
    rankdir: "LR",
    nodesep: 14,
    ranksep: 56,
    marginx: 12,
    marginy: 12,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  const frames = [...new Set(nodes.flatMap(({ frame }) => frame ?? []))];
  frames.forEach((frame) => graph.setNode(`frame ${frame}`, {}));
  for (const node of nodes) {
    graph.setNode(node.id, { width: widthOf(node), height: nodeHeight });
    if (node.frame !== undefined) {
      graph.setParent(node.id, `frame ${node.frame}`);
    }
  }
  edges.forEach(({ used, user }) => graph.setEdge(used, user));
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
<text class="note" x="${left + 12}" y="${top + 34}">${shortened(node.note)}</text></g>`;
  return node.opens === undefined ? drawn : link(node.opens, drawn);
}

/** Draws nodes in frames, in layers: what is used is at the left of what uses it. */
export function svgOf(name: string, nodes: readonly Node[], edges: readonly Edge[]): Html {
  const { graph, frames, size } = positions(nodes, edges);
  const box = (id: string) => graph.node(id) as unknown as Box;
  const marker = `arrow ${name}`.replace(/\W/g, "-");
  const [width, height] = [Math.ceil(size.width), Math.ceil(size.height)];
  return markup`<div class="picture" role="group" tabindex="0" aria-label="${name}">
<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-label="${name}">
<defs><marker id="${marker}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="head" d="M0 0L8 4L0 8z"/></marker></defs>
${frames.map((frame) => {
  const { x, y, width: wide, height: high } = box(`frame ${frame}`);
  return markup`<g class="frame"><rect x="${round(x - wide / 2)}" y="${round(y - high / 2)}" width="${round(wide)}" height="${round(high)}" rx="8"/>
<text x="${round(x - wide / 2 + 10)}" y="${round(y - high / 2 + 16)}">${frame}</text></g>\n`;
})}${edges.map(
    ({ used, user }) =>
      markup`<path class="edge" marker-end="url(#${marker})" d="${path(graph.edge(used, user).points as Point[])}"/>\n`,
  )}${nodes.map((node) => markup`${nodeMarkup(node, box(node.id))}\n`)}</svg>
</div>`;
}
