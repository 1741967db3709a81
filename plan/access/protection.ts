import type { Block } from "../plan-json";
import { unknown, type Found } from "./finding";
import { protectionFact, type ProtectionFact } from "./protection-facts";

/** An attribute with a fact: its path, with the indices of blocks in `place`. */
interface Leaf {
  readonly place: string;
  readonly path: readonly string[];
  readonly value: unknown;
  /** Undefined for a block that is not known yet. */
  readonly fact: ProtectionFact | undefined;
}

/** The attributes of a block that there are facts about, and the places of blocks that are not known yet. */
function leaves(type: string, value: unknown, place: string, path: readonly string[]): Leaf[] {
  const fact = path.length > 0 ? protectionFact(type, path) : undefined;
  if (fact || value === unknown) {
    return [{ place, path, value, fact }];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => leaves(type, item, `${place}[${index}]`, path));
  }
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, item]) =>
        leaves(type, item, place === "" ? name : `${place}.${name}`, [...path, name]),
      )
    : [];
}

const isSet = (value: unknown) => value !== undefined && value !== null && value !== "";
const texts = (value: unknown): string[] => [value].flat().filter(isSet).map(String);

/** A number for each value: a lower one protects less. Undefined if the value is not in the order. */
function strength({ order, unset, unlimited }: ProtectionFact, value: unknown): number | undefined {
  const effective = isSet(value) ? value : unset;
  if (order === "number") {
    const number = Number(effective ?? 0);
    return number === unlimited ? Infinity : Number.isNaN(number) ? undefined : number;
  }
  if (typeof order === "string") {
    return undefined;
  }
  const index = order.findIndex((one) => String(one) === String(effective ?? order[0]));
  return index < 0 ? undefined : index;
}

type Difference = Pick<Found, "direction" | "doubt"> | undefined;

function difference(fact: ProtectionFact, before: unknown, after: unknown): Difference {
  const worse = fact.kind === "network" ? "widened" : "lowered";
  const better = fact.kind === "network" ? "narrowed" : "raised";
  if (after === unknown || (Array.isArray(after) && after.includes(unknown))) {
    return { direction: worse, doubt: unknown };
  }
  const [old, next] = [texts(before), texts(after)];
  if (fact.order === "list") {
    return old.some((value) => !next.includes(value))
      ? { direction: worse }
      : next.length > old.length
        ? { direction: better }
        : undefined;
  }
  if (fact.order === "key") {
    if (old.join() === next.join()) {
      return undefined;
    }
    if (old.length === 0) {
      return { direction: better };
    }
    return next.length === 0 ? { direction: worse } : { direction: worse, doubt: "cannot be compared" };
  }
  const [from, to] = [strength(fact, before), strength(fact, after)];
  if (from === undefined || to === undefined) {
    return old.join() === next.join() ? undefined : { direction: worse, doubt: "cannot be compared" };
  }
  return from === to ? undefined : { direction: to < from ? worse : better };
}

/** What the creation of a resource is compared with. */
const strongest = ({ order, unset }: ProtectionFact) => (Array.isArray(order) ? order.at(-1) : unset);

/** The value at a place; unknown if the block around it is. */
function valueAt(all: ReadonlyMap<string, Leaf>, place: string): unknown {
  const parents = [...all.values()].filter((leaf) => leaf.value === unknown && place.startsWith(leaf.place));
  return all.get(place)?.value ?? parents[0]?.value;
}

function compareLeaf(
  { place, path, fact }: Leaf,
  old: unknown,
  next: unknown,
  isNew: boolean,
  isGone: boolean,
): Found[] {
  if (!fact) {
    return [];
  }
  if ((isNew && !fact.exposes && !fact.wholeResource) || (isGone && !fact.wholeResource)) {
    return [];
  }
  const from = isNew && fact.exposes ? strongest(fact) : old;
  const found = difference(fact, from, next);
  const shown = (value: unknown) => (isSet(value) ? texts(value) : ["not set"]);
  return found
    ? [
        {
          kind: fact.kind,
          ...found,
          verb: "",
          who: [],
          actions: [place],
          resources: [],
          before: isNew ? ["no resource"] : shown(old),
          after: isGone ? ["no resource"] : shown(next),
          attributes: [path[0] ?? place],
        },
      ]
    : [];
}

/** Which protections a change of a resource lowers or raises. */
export function protectionFindings(
  type: string,
  before: Block | undefined,
  after: Block | undefined,
): Found[] {
  const leavesOf = (block: Block | undefined) =>
    new Map(leaves(type, block, "", []).map((leaf) => [leaf.place, leaf]));
  const [old, next] = [leavesOf(before), leavesOf(after)];
  return [...new Map([...next, ...old]).values()].flatMap((leaf) =>
    compareLeaf(leaf, valueAt(old, leaf.place), valueAt(next, leaf.place), !before, !after),
  );
}
