import { resourceOf } from "../dependencies";
import { anchor } from "../page/html";
import type { ChangeReview, Part } from "../review";
import { counted } from "../summary";
import { groupId, type Group, type Picture } from "./groups";
import { actionCounts, signs } from "./signs";
import type { Node } from "./svg";

/** Numbers of changes, such as `± 1  ~ 2`. */
export const countsNote = (changes: readonly ChangeReview[]) =>
  actionCounts(changes)
    .map(([action, count]) => `${signs[action]} ${count}`)
    .join("  ");

export const nameOf = ({ stack, module }: Group) => (module === "" ? `${stack} itself` : module);

/** The element with the picture of a module. */
export const opens = ({ id }: Group) => anchor("picture", id);

/** A module as one node. */
export const nodeOfGroup = (group: Group, title: string): Node => ({
  id: group.id,
  title,
  note:
    group.changes.length > 0
      ? countsNote(group.changes)
      : counted(group.unchanged.length, "unchanged resource"),
  action: actionCounts(group.changes)[0]?.[0],
  opens: opens(group),
});

/** Finds the module of a part. */
export class PartsOfPicture {
  private readonly groups: ReadonlyMap<string, string>;

  constructor(picture: Picture) {
    this.groups = new Map(
      picture.groups.flatMap(({ id, stack, changes, unchanged }) =>
        [...changes.map(({ address }) => resourceOf(address)), ...unchanged].map(
          (address) => [`${stack} ${address}`, id] as const,
        ),
      ),
    );
  }

  groupOf({ stack, address, module }: Part): string {
    return this.groups.get(`${stack} ${address}`) ?? groupId(stack, module);
  }
}
