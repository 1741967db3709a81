import { isMarked, referencesIn, withoutKey, type PlanJson, type ResourceChange } from "../plan-json";

/** The references of each resource of a plan: address without keys, attribute, resources that it refers to. */
export type References = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

const isResource = (reference: string) =>
  /^[a-z]\w*\.\w+$/.test(reference) && !/^(var|local|each|count|path|self)\./.test(reference);

/** The references in the configuration of a plan. Terraform names each one with and without its attribute. */
export function referencesOf({ configuration }: PlanJson): References {
  const resources = configuration?.root_module?.resources ?? [];
  return new Map(
    resources
      .filter(({ mode }) => mode === "managed")
      .map(({ address, expressions = {}, depends_on: dependencies = [] }) => [
        address,
        new Map(
          [...Object.entries(expressions), ["depends_on", { references: dependencies }] as const].map(
            ([name, expression]) => [name, [...new Set(referencesIn(expression).filter(isResource))]],
          ),
        ),
      ]),
  );
}

/** Why a resource is replaced. */
export interface Cause {
  /** Attributes that force it. */
  readonly attributes: readonly string[];
  /** The replaced resources from which their values come; empty if the cause is here. */
  readonly from: readonly string[];
  /** Whether the values are known only during the apply, so that they may be what they are now. */
  readonly isUncertain: boolean;
}

/** The names of the attributes that force a replacement. */
const forcing = ({ replacePaths = [] }: ResourceChange) => [
  ...new Set(replacePaths.map(([name]) => String(name))),
];

const isReplaced = ({ actions }: ResourceChange) => actions.includes("create") && actions.length > 1;

/** The resources that a plan creates or replaces, without keys. */
const madeIn = (changes: readonly ResourceChange[]): ReadonlySet<string> =>
  new Set(
    changes.filter(({ actions }) => actions.includes("create")).map(({ address }) => withoutKey(address)),
  );

/** Why each replaced resource of a plan is replaced, by its address. */
export function causesOf(changes: readonly ResourceChange[], references: References): Map<string, Cause> {
  const isMade = madeIn(changes);
  return new Map(
    changes.filter(isReplaced).map((change) => {
      const attributes = forcing(change);
      const of = references.get(withoutKey(change.address));
      const unknown = attributes.filter((name) => isMarked(change.afterUnknown[name]));
      const from = unknown.flatMap((name) => of?.get(name) ?? []).filter((address) => isMade.has(address));
      const isUncertain = attributes.length > 0 && unknown.length === attributes.length && from.length === 0;
      return [change.address, { attributes, from: [...new Set(from)], isUncertain }];
    }),
  );
}

/** For each change that has values which are known only after the apply: a made resource from which one of them comes. */
export function waitsOf(changes: readonly ResourceChange[], references: References): Map<string, string> {
  const isMade = madeIn(changes);
  return new Map(
    changes.flatMap(({ address, afterUnknown }) => {
      const of = references.get(withoutKey(address));
      const unknown = Object.keys(afterUnknown).filter((name) => isMarked(afterUnknown[name]));
      const from = unknown.flatMap((name) => of?.get(name) ?? []).find((one) => isMade.has(one));
      return from === undefined ? [] : [[address, from] as const];
    }),
  );
}

/** Follows a cause to the first replaced resource that is the cause of all. */
export function rootOf(
  address: string,
  causes: ReadonlyMap<string, Cause>,
  seen: readonly string[] = [],
): string {
  const key = [...causes.keys()].find((one) => one === address || withoutKey(one) === address);
  const [from] = (key && causes.get(key)?.from) || [];
  return key === undefined || from === undefined || seen.includes(from)
    ? (key ?? address)
    : rootOf(from, causes, [...seen, address]);
}
