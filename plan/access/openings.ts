import type { Block } from "../plan-json";
import { cidrContains } from "./cidr";
import { unknown, type Found } from "./finding";

/** Connections that a resource allows from or to one peer. */
export interface Opening {
  readonly direction: "from" | "to";
  readonly peer: string;
  /** In lower case; `-1` is all protocols. */
  readonly protocol: string;
  readonly from?: unknown;
  readonly to?: unknown;
  /** The attributes that these values are from. */
  readonly attributes: readonly string[];
}

const everything = new Set(["-1", "all"]);

/** Whether an opening covers another one. False if a value is not known. */
export function covers(wide: Opening, narrow: Opening): boolean {
  const allProtocols = everything.has(wide.protocol);
  const numbers = [wide.from, narrow.from, narrow.to, wide.to].map((port) => Number(port ?? 0));
  const [a = 0, b = 0, c = 0, d = 0] = numbers;
  const ports =
    allProtocols ||
    (wide.from === narrow.from && wide.to === narrow.to) ||
    (/^(tcp|udp|6|17)$/.test(wide.protocol) && a <= b && c <= d);
  return (
    wide.direction === narrow.direction &&
    narrow.peer !== unknown &&
    narrow.protocol !== unknown &&
    narrow.from !== unknown &&
    narrow.to !== unknown &&
    (allProtocols || wide.protocol === narrow.protocol) &&
    ports &&
    (wide.peer === narrow.peer || cidrContains(wide.peer, narrow.peer) === true)
  );
}

/** Protocol and ports, such as `tcp 5432`. */
export function portsText({ protocol, from, to }: Opening): string {
  if (everything.has(protocol)) {
    return "all protocols";
  }
  const known = [from, to].filter((port) => port !== undefined && port !== null);
  return [protocol, [...new Set(known)].join("-")].filter((part) => part !== "").join(" ");
}

/** A connection from the peer, or to it: added, removed. */
const verbs = {
  from: ["may connect to it:", "may no longer connect to it:"],
  to: ["may be reached from it:", "may no longer be reached from it:"],
} as const;

/** Compares the openings before and after. `target` is what may be reached. */
export function compareOpenings(
  before: readonly Opening[],
  after: readonly Opening[],
  target: readonly string[],
): Found[] {
  const found = (opening: Opening, isAdded: boolean): Found => {
    const others = (isAdded ? before : after).filter(({ direction }) => direction === opening.direction);
    const values = [opening.peer, opening.protocol, opening.from, opening.to, ...target];
    return {
      kind: "network",
      direction: isAdded ? "widened" : "narrowed",
      verb: verbs[opening.direction][isAdded ? 0 : 1],
      who: [opening.peer],
      actions: [portsText(opening)],
      resources: target,
      ...(others.length > 0 && {
        [isAdded ? "before" : "after"]: others
          .slice(0, 5)
          .map((other) => `${other.peer} ${portsText(other)}`),
      }),
      ...(values.includes(unknown) && { doubt: unknown }),
      attributes: opening.attributes,
    };
  };
  const without = (some: readonly Opening[], others: readonly Opening[]) =>
    some.filter((one) => !others.some((other) => covers(other, one)));
  return [
    ...without(after, before).map((one) => found(one, true)),
    ...without(before, after).map((one) => found(one, false)),
  ];
}

/** The blocks of an attribute; `unknown` if it is known only after the apply. */
export const blocksOf = (value: unknown): (Block | typeof unknown)[] =>
  value === unknown ? [unknown] : [value ?? []].flat().map((item) => item as Block);
