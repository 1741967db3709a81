import { resourceOf } from "../dependencies";
import { edgesOf, type Group, type Picture } from "../picture/groups";
import { countsNote, nameOf, nodeOfGroup, opens, PartsOfPicture } from "../picture/parts";
import { actionCounts, signs } from "../picture/signs";
import { svgOf, type Node } from "../picture/svg";
import type { ChangeReview, Part, Review } from "../review";
import { counted } from "../summary";
import { anchor, link, markup, type Html } from "./html";

/** More resources of one type in a module are one node. */
const ofOneType = 4;

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
    const [type = ""] = address.split(".");
    types.set(type, [...(types.get(type) ?? []), address]);
  }
  const bundle = (title: string, of: readonly string[]): Bundle => ({
    title,
    addresses: of,
    changes: changes.filter(({ address }) => of.includes(resourceOf(address))),
  });
  return [...types].flatMap(([type, of]) =>
    of.length > ofOneType
      ? [bundle(`${of.length} ${type}`, of)]
      : of.map((address) => bundle(address, [address])),
  );
}

/** The resources of a module, with the modules around it. */
class ModulePicture {
  private readonly bundles: readonly Bundle[];

  constructor(
    private readonly group: Group,
    private readonly picture: Picture,
    private readonly review: Review,
    private readonly parts: PartsOfPicture,
  ) {
    this.bundles = bundlesOf(group);
  }

  markup(): Html {
    const { stack, id } = this.group;
    const edges = edgesOf(
      this.review.dependencies.filter(({ from, to }) =>
        [from, to].some((part) => this.parts.groupOf(part) === id),
      ),
      (part) => this.nodeId(part),
    );
    const drawn = new Set(edges.flatMap(({ used, user }) => [used, user]));
    const others = this.picture.groups.filter((other) => other.id !== id);
    const nodes = [
      ...this.bundles.map((bundle) => this.node(bundle)),
      ...others.map((other) => this.around(other)),
    ].filter((node) => drawn.has(node.id));
    const name = nameOf(this.group);
    return markup`<details class="module" id="${opens(this.group)}">
<summary><b>${name}</b> in ${stack}: ${nodeOfGroup(this.group, name).note}</summary>
${nodes.length > 0 && svgOf(`${name} in ${stack}`, nodes, edges)}
<ul>
${this.bundles.map((bundle) => this.item(bundle))}</ul>
</details>
`;
  }

  /** Another module. */
  private around(group: Group): Node {
    const node = nodeOfGroup(group, `module ${nameOf(group)}`);
    return group.stack === this.group.stack ? node : { ...node, note: `of ${group.stack}: ${node.note}` };
  }

  private nodeId(part: Part): string {
    const group = this.parts.groupOf(part);
    const bundle = this.bundles.find(({ addresses }) => addresses.includes(part.address));
    return group === this.group.id && bundle ? this.bundleId(bundle) : group;
  }

  private bundleId({ title }: Bundle): string {
    return `${this.group.id} ${title}`;
  }

  private listId(bundle: Bundle): string {
    return anchor("picture", this.bundleId(bundle));
  }

  private node(bundle: Bundle): Node {
    const { title, changes, addresses } = bundle;
    const [change] = changes;
    const isOne = addresses.length === 1 && changes.length === 1;
    return {
      id: this.bundleId(bundle),
      title,
      note:
        changes.length === 0
          ? "unchanged"
          : isOne && change
            ? `${signs[change.action]} ${change.action}`
            : countsNote(changes),
      action: actionCounts(changes)[0]?.[0],
      opens: isOne && change ? anchor(this.group.stack, change.address) : this.listId(bundle),
    };
  }

  private item(bundle: Bundle): Html {
    const { title, changes, addresses } = bundle;
    const id = this.listId(bundle);
    const unchanged = addresses.filter((one) => !changes.some(({ address }) => resourceOf(address) === one));
    const items = [
      ...changes.map(({ address, action }) => {
        const to = link(anchor(this.group.stack, address), markup`<code>${address}</code>`);
        return markup`${signs[action]} ${action} ${to}`;
      }),
      ...unchanged.map((address) => markup`unchanged <code>${address}</code>`),
    ];
    return items.length === 1
      ? markup`<li id="${id}">${items}</li>
`
      : markup`<li><details id="${id}"><summary><code>${title}</code>: ${counted(items.length, "resource")}</summary>
<ul>${items.map((item) => markup`<li>${item}</li>`)}</ul></details></li>
`;
  }
}

/** The pictures of modules. */
export function modulePictures(groups: readonly Group[], picture: Picture, review: Review): Html[] {
  const parts = new PartsOfPicture(picture);
  return groups.map((group) => new ModulePicture(group, picture, review, parts).markup());
}
