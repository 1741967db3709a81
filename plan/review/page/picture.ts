import { resourceOf } from "../dependencies";
import { connected, edgesOf, groupId, pictureOf, type Group, type Picture } from "../picture/groups";
import { actionCounts, signs } from "../picture/signs";
import { svgOf, type Node } from "../picture/svg";
import type { ChangeReview, Dependency, Part, Review } from "../review";
import { counted } from "../summary";
import { anchor, link, markup, type Html } from "./html";

/** More nodes in one picture are folded to fewer. */
const limit = 48;

/** More resources of one type in a module are one node. */
const ofOneType = 4;

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
    stacks: review.stacks.filter(({ stack }) => set.has(stack)),
    risks: [],
    dependencies: review.dependencies.filter(({ to }) => set.has(to.stack)),
  }));
}

const countsOf = (changes: readonly ChangeReview[]) =>
  actionCounts(changes)
    .map(([action, count]) => `${signs[action]} ${count} ${action}`)
    .join("  ");

const nameOf = ({ stack, module }: Group) => (module === "" ? `${stack} itself` : module);

const opens = ({ id }: Group) => anchor("picture", id);

const nodeOf = (group: Group): Node => ({
  id: group.id,
  frame: group.stack,
  title: nameOf(group),
  note:
    group.changes.length > 0
      ? countsOf(group.changes)
      : counted(group.unchanged.length, "unchanged resource"),
  action: actionCounts(group.changes)[0]?.[0],
  opens: opens(group),
});

/** Resources of a module that are one node: the instances of one, or all of a type. */
interface Bundle {
  readonly title: string;
  readonly addresses: readonly string[];
  readonly changes: readonly ChangeReview[];
}

function bundlesOf({ changes, unchanged }: Group): Bundle[] {
  const addresses = [...new Set([...changes.map(({ address }) => resourceOf(address)), ...unchanged])];
  const types = new Map<string, string[]>();
  for (const address of addresses) {
    const type = address.split(".")[0] ?? "";
    types.set(type, [...(types.get(type) ?? []), address]);
  }
  const changesOf = (of: readonly string[]) =>
    changes.filter(({ address }) => of.includes(resourceOf(address)));
  return [...types].flatMap(([type, of]) =>
    of.length > ofOneType
      ? [{ title: `${of.length} ${type}`, addresses: of, changes: changesOf(of) }]
      : of.map((address) => ({ title: address, addresses: [address], changes: changesOf([address]) })),
  );
}

/** The resources of a module, with the modules around it. */
class ModulePicture {
  private readonly bundles: readonly Bundle[];
  private readonly dependencies: readonly Dependency[];

  constructor(
    private readonly group: Group,
    private readonly picture: Picture,
    review: Review,
    private readonly groupOf: (part: Part) => string,
  ) {
    this.bundles = bundlesOf(group);
    this.dependencies = review.dependencies.filter(
      ({ from, to }) => groupOf(from) === group.id || groupOf(to) === group.id,
    );
  }

  markup(): Html {
    const name = `${nameOf(this.group)} in ${this.group.stack}`;
    const edges = edgesOf(this.dependencies, (part) => this.nodeId(part));
    const used = new Set(edges.flatMap((edge) => [edge.used, edge.user]));
    const own = this.bundles.map((bundle) => this.node(bundle)).filter(({ id }) => used.has(id));
    const around = this.picture.groups.filter(({ id }) => id !== this.group.id && used.has(id)).map(nodeOf);
    return markup`<details class="module" id="${opens(this.group)}">
<summary><b>${nameOf(this.group)}</b> in ${this.group.stack}: ${nodeOf(this.group).note}${this.users()}</summary>
${own.length > 0 && svgOf(name, [...own, ...around], edges)}
<ul>
${this.bundles.map((bundle) => this.item(bundle))}</ul>
</details>
`;
  }

  private nodeId(part: Part): string {
    const group = this.groupOf(part);
    const bundle = this.bundles.find(({ addresses }) => addresses.includes(part.address));
    return group === this.group.id && bundle ? this.bundleId(bundle) : group;
  }

  private bundleId = ({ title }: Bundle) => `${this.group.id} ${title}`;

  private node(bundle: Bundle): Node {
    const { title, changes } = bundle;
    const [change] = changes;
    const list = anchor("picture", this.bundleId(bundle));
    return {
      id: this.bundleId(bundle),
      frame: nameOf(this.group),
      title,
      note: changes.length > 0 ? countsOf(changes) : "unchanged",
      action: actionCounts(changes)[0]?.[0],
      opens: changes.length === 1 && change ? anchor(this.group.stack, change.address) : list,
    };
  }

  /** How many modules use this one. */
  private users(): string {
    const users = new Set(
      this.picture.edges.flatMap(({ used, user }) => (used === this.group.id ? [user] : [])),
    );
    return users.size === 0 ? "" : `; used by ${counted(users.size, "other module")}`;
  }

  private item(bundle: Bundle): Html {
    const { title, changes, addresses } = bundle;
    const id = anchor("picture", this.bundleId(bundle));
    const unchanged = addresses.filter((one) => !changes.some(({ address }) => resourceOf(address) === one));
    const links = [
      ...changes.map(
        ({ address, action }) =>
          markup`<li>${signs[action]} ${action} ${link(anchor(this.group.stack, address), markup`<code>${address}</code>`)}</li>`,
      ),
      ...unchanged.map((address) => markup`<li>unchanged <code>${address}</code></li>`),
    ];
    return links.length === 1
      ? markup`${links}\n`
      : markup`<li><details id="${id}"><summary><code>${title}</code>: ${counted(links.length, "resource")}</summary><ul>${links}</ul></details></li>\n`;
  }
}

function connectedStacks(review: Review): Html | undefined {
  const picture = pictureOf(review, limit);
  const groups = picture ? connected(picture) : [];
  if (!picture || groups.length === 0) {
    return undefined;
  }
  const stacks = [...new Set(groups.map(({ stack }) => stack))];
  const byPart = new Map<string, string>();
  for (const group of picture.groups) {
    for (const address of [...group.unchanged, ...group.changes.map((one) => resourceOf(one.address))]) {
      byPart.set(`${group.stack} ${address}`, group.id);
    }
  }
  const groupOf = ({ stack, address, module }: Part) =>
    byPart.get(`${stack} ${address}`) ?? groupId(stack, module);
  const nodes = groups.map(nodeOf);
  return markup`<h3>${stacks.join(", ")}</h3>
${svgOf(`Modules of ${stacks.join(", ")}`, nodes, picture.edges)}
${picture.groups.map((group) => new ModulePicture(group, picture, review, groupOf).markup())}`;
}

/** A picture of what changes and what uses it: first by module, then by resource. */
export function pictureSection(review: Review): Html | undefined {
  const pictures = reviewsOfConnected(review).flatMap((one) => connectedStacks(one) ?? []);
  return pictures.length === 0
    ? undefined
    : markup`<section id="picture" aria-labelledby="picture-title">
<h2 id="picture-title">What uses what changes</h2>
<p>An arrow leads to what uses a resource. A dashed border: nothing in it changes. A box opens its module, then its change.</p>
${pictures}</section>
`;
}
