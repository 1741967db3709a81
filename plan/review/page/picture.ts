import { connected, edgesOf, pictureOf, type Group, type Picture } from "../picture/groups";
import { countsNote, nameOf, nodeOfGroup, PartsOfPicture } from "../picture/parts";
import { actionCounts, signs } from "../picture/signs";
import { svgOf, type Node } from "../picture/svg";
import type { Review } from "../review";
import { modulePictures } from "./module-picture";
import { anchor, markup, type Html } from "./html";

/** More modules than this are not drawn in one picture: first stacks, then the modules of each. */
const fewModules = 14;

/** More modules of a stack than this are folded. */
const manyModules = 26;

/** Stacks that are connected by dependencies, each with what is between them. */
function reviewsOfConnected(review: Review): Review[] {
  const sets = new Map(review.stacks.map(({ stack }) => [stack, new Set([stack])]));
  for (const { from, to } of review.dependencies) {
    const [one, other] = [sets.get(from.stack), sets.get(to.stack)];
    if (one && other && one !== other) {
      other.forEach((stack) => {
        one.add(stack);
        sets.set(stack, one);
      });
    }
  }
  return [...new Set(sets.values())].map((set) => ({
    ...review,
    stacks: review.stacks.filter(({ stack }) => set.has(stack)),
    risks: [],
    costs: [],
    dependencies: review.dependencies.filter(({ to }) => set.has(to.stack)),
  }));
}

const stackAnchor = (stack: string) => anchor("picture", stack);

/** A stack as one node. */
function nodeOfStack(stack: string, picture: Picture): Node {
  const changes = picture.groups.filter((group) => group.stack === stack).flatMap((group) => group.changes);
  return {
    id: stack,
    title: stack,
    note: changes.length > 0 ? countsNote(changes) : "unchanged",
    action: actionCounts(changes)[0]?.[0],
    opens: stackAnchor(stack),
  };
}

/** The modules of a stack, with the stacks that use them. What they use of others is in the pictures of the modules. */
function stackPicture(stack: string, picture: Picture, review: Review): Html {
  const parts = new PartsOfPicture(picture);
  const own = picture.groups.filter((group) => group.stack === stack);
  const edges = edgesOf(
    review.dependencies.filter(({ to }) => to.stack === stack),
    (part) => (part.stack === stack ? parts.groupOf(part) : part.stack),
  );
  const drawn = new Set(edges.flatMap(({ used, user }) => [used, user]));
  const others = [...new Set(picture.groups.map((group) => group.stack))].filter((one) => one !== stack);
  const nodes = [
    ...own.map((group) => nodeOfGroup(group, nameOf(group))),
    ...others.map((one) => nodeOfStack(one, picture)),
  ].filter(({ id }) => drawn.has(id));
  return markup`<details class="stack" id="${stackAnchor(stack)}">
<summary><h4>${stack}</h4> ${nodeOfStack(stack, picture).note}</summary>
${nodes.length > 0 && svgOf(`Modules of ${stack}`, nodes, edges)}
${modulePictures(own, picture, review)}</details>
`;
}

/** All modules in one picture. */
const framedModules = (groups: readonly Group[], picture: Picture) =>
  svgOf(
    "Modules",
    groups.map((group) => ({ ...nodeOfGroup(group, nameOf(group)), frame: group.stack })),
    picture.edges,
  );

function connectedStacks(review: Review): Html | undefined {
  if (review.dependencies.length === 0) {
    return undefined;
  }
  const all = pictureOf(review, fewModules);
  const stacks = review.stacks.map(({ stack }) => stack);
  const title = markup`<h3>${stacks.join(", ")}</h3>`;
  if (all?.isFinest) {
    return markup`${title}
${connected(all).length > 0 && framedModules(connected(all), all)}
${modulePictures(all.groups, all, review)}`;
  }
  const picture = pictureOf(review, manyModules * stacks.length) ?? all;
  const edges = edgesOf(review.dependencies, (part) => part.stack);
  return (
    picture &&
    markup`${title}
${
  edges.length > 0 &&
  svgOf(
    `Stacks ${stacks.join(", ")}`,
    stacks.map((stack) => nodeOfStack(stack, picture)),
    edges,
  )
}
${stacks.map((stack) => stackPicture(stack, picture, review))}`
  );
}

/** A picture of what changes and what uses it: by stack or module, then by resource. */
export function pictureSection(review: Review): Html | undefined {
  const pictures = reviewsOfConnected(review).flatMap((one) => connectedStacks(one) ?? []);
  return pictures.length === 0
    ? undefined
    : markup`<section id="picture" aria-labelledby="picture-title">
<h2 id="picture-title">What uses what changes</h2>
<p>An arrow leads from what changes to what uses it; arrows that follow from others are left out. A box opens what is in it.
Signs: ${signs.create} create, ${signs.update} update, ${signs.replace} replace, ${signs.delete} delete. A dashed border: nothing in it changes.</p>
${pictures}</section>
`;
}
