import { isDeepStrictEqual } from "node:util";
import type { Block, ResourceChange } from "../plan-json";
import { additions } from "./additions";
import { paired } from "./lists";
import type { AttributeChange } from "./review";
import { Hidden, shown, unknownText } from "./shown";

const isStructure = (value: unknown): value is Block =>
  typeof value === "object" && value !== null && !(value instanceof Hidden);

/** A value of {@link shown} as a text. */
const textOf = (value: unknown): string | undefined =>
  value instanceof Hidden ? value.text : typeof value === "string" ? value : JSON.stringify(value);

function leaf(path: string, before: unknown, after: unknown): AttributeChange {
  const [old, made] = [textOf(before), textOf(after)];
  return { path, ...(old !== undefined && { before: old }), ...(made !== undefined && { after: made }) };
}

function differencesOfLists(
  path: string,
  before: readonly unknown[],
  after: readonly unknown[],
): AttributeChange[] {
  const found = paired(before, after).flatMap(([old, made]) =>
    differences(`${path}[${made ?? old}]`, before[old ?? -1], after[made ?? -1]),
  );
  return found.length > 0 ? found : [leaf(`${path} (order)`, before, after)];
}

/** The parts in which two values of {@link shown} differ. */
export function differences(path: string, before: unknown, after: unknown): AttributeChange[] {
  if (isDeepStrictEqual(before, after)) {
    return [];
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    return differencesOfLists(path, before, after);
  }
  if (!isStructure(before) || !isStructure(after) || Array.isArray(before) || Array.isArray(after)) {
    return [leaf(path, before, after)];
  }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) =>
    differences(path === "" ? name : `${path}.${name}`, before[name], after[name]),
  );
}

/** Attributes that have nothing to tell: they only follow from others. */
const derived: Readonly<Record<string, readonly string[]>> = {
  // Helm's record of the release, with all its values.
  helm_release: ["metadata", "manifest", "status"],
};

/** Texts of values that providers use for one that is not set. */
const unset: readonly (string | undefined)[] = [undefined, "", "[]", "{}"];

const isSet = ({ before, after }: AttributeChange) => !unset.includes(before) || !unset.includes(after);

const nameOf = ({ path }: AttributeChange) => path.split(/[.[ ]/)[0] ?? "";

/**
 * The attributes in which a resource differs, in its order.
 *
 * @param configured Names of the attributes in the configuration. Others that are known only after the apply are left out.
 * @default all attributes
 */
export function attributeChanges(
  change: ResourceChange,
  configured?: ReadonlySet<string>,
): AttributeChange[] {
  const { type, before, after, afterUnknown, beforeSensitive, afterSensitive, replacePaths = [] } = change;
  const sides = [
    shown(before, undefined, beforeSensitive, "", ""),
    after && shown(after, afterUnknown, afterSensitive, "", ""),
  ] as const;
  const forcing = replacePaths.map(([name]) => String(name));
  return differences("", sides[0] ?? {}, sides[1] ?? {}).flatMap((one) => {
    const name = nameOf(one);
    const isComputed = one.after === unknownText && configured !== undefined && !configured.has(name);
    // Terraform adds the tags of the provider to `tags_all`.
    const isDerived =
      (derived[type] ?? []).includes(name) || (name === "tags_all" && (before?.["tags"] || after?.["tags"]));
    const isLeftOut = isDerived || !isSet(one) || (isComputed && !forcing.includes(name));
    return isLeftOut ? [] : [{ ...one, ...(forcing.includes(name) && { forces: true as const }) }];
  });
}

/**
 * What somebody changed of a resource outside of Terraform: the attributes in the configuration, and access that was added. What
 * other resources add must not be in the change: {@link additionsTo}.
 */
export const driftedAttributes = (
  change: ResourceChange,
  configured: ReadonlySet<string>,
): AttributeChange[] =>
  attributeChanges(change).filter((one) => configured.has(nameOf(one)) || additions.includes(nameOf(one)));
