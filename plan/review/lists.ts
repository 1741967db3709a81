import { isDeepStrictEqual } from "node:util";
import type { Block } from "../plan-json";

/** What an element of a list is known by, from the most to the least telling. */
const identities = ["name", "Sid", "key", "id", "cidr_block", "from_port"];

function identityOf(value: unknown): string | undefined {
  const name = identities.find((one) => typeof (value as Block | null)?.[one] === "string");
  return name === undefined ? undefined : `${name}=${String((value as Block)[name])}`;
}

/** Indices of an element before and after a change; one of them is undefined if it is added or removed. */
type Pair = readonly [before: number | undefined, after: number | undefined];

/**
 * Pairs the elements of two lists: first equal ones, then those that are known by the same name, then the other objects in
 * their order. Terraform's sets are lists here, in which one more element moves all others.
 */
export function paired(before: readonly unknown[], after: readonly unknown[]): Pair[] {
  const old = new Set(before.keys());
  const made = new Set(after.keys());
  const pairs: Pair[] = [];
  const pair = (isSame: (one: unknown, other: unknown) => boolean) => {
    for (const index of made) {
      const found = [...old].find((other) => isSame(before[other], after[index]));
      if (found !== undefined) {
        pairs.push([found, index]);
        old.delete(found);
        made.delete(index);
      }
    }
  };
  const isNamed = (value: unknown) => identityOf(value) !== undefined;
  const isObject = (value: unknown) => typeof value === "object" && value !== null;
  pair(isDeepStrictEqual);
  pair((one, other) => isNamed(one) && identityOf(one) === identityOf(other));
  pair((one, other) => isObject(one) && isObject(other) && !isNamed(one) && !isNamed(other));
  return [
    ...pairs.sort(([, one], [, other]) => Number(one) - Number(other)),
    ...[...old].map((index): Pair => [index, undefined]),
    ...[...made].map((index): Pair => [undefined, index]),
  ];
}
