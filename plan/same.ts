import { isDeepStrictEqual } from "node:util";
import {
  changedAttributes,
  isBlock,
  isMarked,
  resourceChanges,
  type Block,
  type PlanJson,
  type ResourceChange,
} from "./plan-json";

/** Texts that stood in the place of values in a reviewed plan, with the values. */
export type Replacements = ReadonlyMap<string, string>;

/** The texts in which two values of the same form differ. */
function* differingTexts(planned: unknown, real: unknown): Generator<[string, string]> {
  if (typeof planned === "string" && typeof real === "string" && planned !== real) {
    yield [planned, real];
  } else if (isBlock(planned) && isBlock(real)) {
    for (const [name, value] of Object.entries(planned)) {
      yield* differingTexts(value, real[name]);
    }
  }
}

/**
 * The values of the outputs of applied stacks, by the texts that stood for them.
 *
 * @param placeholders The texts that stood for values which were not known. A known value must be the reviewed one.
 */
export const replacementsOf = (
  planned: unknown,
  real: unknown,
  placeholders: readonly string[],
): Replacements =>
  new Map([...differingTexts(planned, real)].filter(([text]) => placeholders.includes(text)));

/** A text in which values take the place of the texts that stood for them. */
const replaced = (text: string, replacements: Replacements) =>
  [...replacements].reduce((done, [planned, real]) => done.replaceAll(planned, real), text);

/** Whether a value is the reviewed one. What was known only after the apply may have any value. */
function isReviewed(
  reviewed: unknown,
  unknown: unknown,
  value: unknown,
  replacements: Replacements,
): boolean {
  if (unknown === true) {
    return true;
  }
  if (typeof reviewed === "string") {
    return reviewed === value || replaced(reviewed, replacements) === value;
  }
  if (!isBlock(reviewed) && !isBlock(unknown)) {
    return isDeepStrictEqual(reviewed ?? null, value ?? null);
  }
  if (Array.isArray(reviewed) && Array.isArray(value)) {
    const marks = Array.isArray(unknown) ? (unknown as unknown[]) : [];
    return isReviewedList(reviewed, marks, value, replacements);
  }
  const [parts, marks, values] = [reviewed, unknown, value].map((one) => (isBlock(one) ? one : {})) as [
    Block,
    Block,
    Block,
  ];
  const names = new Set([...Object.keys(parts), ...Object.keys(marks), ...Object.keys(values)]);
  return [...names].every((name) => isReviewed(parts[name], marks[name], values[name], replacements));
}

/**
 * Whether a list has the reviewed elements. Terraform's sets are lists here, in the order of their values: with other values
 * the order is another one.
 */
function isReviewedList(
  reviewed: readonly unknown[],
  unknown: readonly unknown[],
  value: readonly unknown[],
  replacements: Replacements,
): boolean {
  const left = [...value];
  // What was not known in the review matches anything, so it comes last.
  const indices = [...reviewed.keys()].sort(
    (one, other) => Number(isMarked(unknown[one])) - Number(isMarked(unknown[other])),
  );
  const isFound = (index: number) => {
    const found = left.findIndex((one) => isReviewed(reviewed[index], unknown[index], one, replacements));
    return found >= 0 && left.splice(found, 1).length === 1;
  };
  return indices.every(isFound) && left.length === 0;
}

/** The parts that a change gives another value: of an update, the attributes that differ. */
function changed(change: ResourceChange, names: ReadonlySet<string>): Block {
  const { before, after = {} } = change;
  const isKept = before === undefined ? () => true : (name: string) => names.has(name);
  return Object.fromEntries(Object.entries(after).filter(([name]) => isKept(name)));
}

/** Whether an action does what is left of a reviewed one after an apply that was interrupted. */
function isRest(reviewed: ResourceChange, made: ResourceChange): boolean {
  const isReplacement = reviewed.actions.includes("create") && reviewed.actions.includes("delete");
  // What was made before the interruption is removed, or only the second half of a replacement is left.
  return (
    (reviewed.actions.includes("create") && made.reason === "replace_because_tainted") ||
    (isReplacement && made.actions.join() === "create")
  );
}

/** @param isPart Whether a part of what was reviewed is applied already. */
function isSameChange(
  reviewed: ResourceChange | undefined,
  made: ResourceChange,
  replacements: Replacements,
  isPart: boolean,
): boolean {
  const isSameAction = reviewed?.actions.join() === made.actions.join();
  if (!reviewed || !(isSameAction || (isPart && isRest(reviewed, made)))) {
    return false;
  }
  // What AWS changes by itself, such as a time, is no change of the plan.
  const names = new Set([...changedAttributes(reviewed), ...changedAttributes(made)]);
  const isKnown = [...names].every(
    (name) => !isMarked(made.afterUnknown[name]) || isMarked(reviewed.afterUnknown[name]),
  );
  return (
    isKnown && isReviewed(changed(reviewed, names), reviewed.afterUnknown, changed(made, names), replacements)
  );
}

/** The address of the resource of which an interrupted replacement left an object. */
const withoutDeposed = (address: string) => address.replace(/ \(deposed object \w+\)$/, "");

/**
 * The addresses at which a plan that was made again is not what was reviewed: another action, or another value.
 *
 * @param isPart Whether changes may be missing, because they are applied already.
 */
export function unreviewed(
  reviewed: PlanJson,
  made: PlanJson,
  replacements: Replacements,
  isPart: boolean,
): string[] {
  const former = new Map(resourceChanges(reviewed).map((change) => [change.address, change]));
  const changes = resourceChanges(made);
  const isLeft = ({ address, actions }: ResourceChange) =>
    isPart &&
    actions.join() === "delete" &&
    withoutDeposed(address) !== address &&
    (former.get(withoutDeposed(address))?.actions.includes("delete") ?? false);
  const others = changes.filter(
    (change) => !isLeft(change) && !isSameChange(former.get(change.address), change, replacements, isPart),
  );
  const missing = [...former.keys()].filter(
    (address) => !changes.some((change) => change.address === address),
  );
  return [...others.map(({ address }) => address), ...(isPart ? [] : missing)];
}
