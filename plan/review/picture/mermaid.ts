import type { Review } from "../review";
import { actionCounts, signs } from "./signs";
import { connected, pictureOf, type Group } from "./groups";

/** More nodes cannot be read in a comment. */
const limit = 40;

/** A text in a label. Mermaid reads HTML and Markdown in it. */
const label = (text: string) => text.replace(/[^\w ./:()+~±−→-]/gu, "_");

function titleOf({ stack, module, changes, unchanged }: Group): string {
  const counts = actionCounts(changes).map(([action, count]) => `${signs[action]}${count}`);
  const title = module === "" ? stack : module;
  return label(`${title} (${counts.length > 0 ? counts.join(" ") : `${unchanged.length} unchanged`})`);
}

/** What changes and what uses it, by module, as a flowchart of Mermaid; undefined if nothing uses another. */
export function mermaidOf(review: Review): string | undefined {
  const picture = pictureOf(review, limit);
  const groups = picture ? connected(picture) : [];
  if (!picture || groups.length === 0) {
    return undefined;
  }
  const ids = new Map(groups.map(({ id }, index) => [id, `n${index}`]));
  const stacks = [...new Set(groups.map(({ stack }) => stack))];
  return [
    "flowchart LR",
    ...stacks.flatMap((stack, index) => [
      `  subgraph s${index}["${label(stack)}"]`,
      ...groups
        .filter((group) => group.stack === stack)
        .map((group) => `    ${ids.get(group.id)}["${titleOf(group)}"]`),
      "  end",
    ]),
    ...picture.edges.map(({ used, user }) => `  ${ids.get(used)} --> ${ids.get(user)}`),
    ...unchangedClass(groups, ids),
  ].join("\n");
}

/** Nodes of which nothing changes have a dashed border. */
function unchangedClass(groups: readonly Group[], ids: ReadonlyMap<string, string>): string[] {
  const unchanged = groups.filter(({ changes }) => changes.length === 0);
  return unchanged.length === 0
    ? []
    : [
        "  classDef unchanged stroke-dasharray: 4 4",
        `  class ${unchanged.map(({ id }) => ids.get(id)).join(",")} unchanged`,
      ];
}
