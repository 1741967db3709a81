import type { Block } from "../plan-json";
import { alternativesOf, conditionText, relateConditions, type Condition } from "./condition";
import {
  contains,
  intersects,
  patternOf,
  relateArns,
  relateSets,
  type PatternSet,
  type Relation,
} from "./pattern";

/** A statement of a document, as a report shows it. */
export interface Source {
  readonly effect: "Allow" | "Deny";
  readonly conditions: readonly string[];
}

/** One principal, action, resource and combination of conditions that a statement allows or denies. */
export interface Grant {
  readonly source: Source;
  readonly principal: PatternSet;
  readonly action: PatternSet;
  readonly resource: PatternSet;
  readonly conditions: readonly Condition[];
}

const list = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).map((item) => {
    if (typeof item === "object" || item === undefined) {
      throw new Error("not a text");
    }
    return String(item);
  });

/** The sets of `Action`, `Resource` or `Principal`: one for each value, or one for the form with `Not`. */
function sets(
  values: readonly string[] | undefined,
  excluded: readonly string[] | undefined,
  read: (text: string) => string,
  variables: boolean,
): PatternSet[] {
  const pattern = (text: string) => patternOf(read(text), { variables });
  if (excluded) {
    const text = `everything except ${excluded.join(", ")}`;
    return [{ include: patternOf("*"), exclude: excluded.map(pattern), text }];
  }
  return (values ?? ["*"]).map((text) => ({ include: pattern(text), exclude: [], text }));
}

/** The account instead of the ARN of its root user: they are the same principal. */
const account = (principal: string) => principal.replace(/^(AWS:)arn:[\w-]+:iam::(\d{12}):root$/, "$1$2");

function principalsOf(value: unknown): string[] {
  if (value === "*") {
    return ["AWS:*"];
  }
  return Object.entries(value as Block).flatMap(([type, names]) =>
    list(names).map((name) => account(`${type}:${name}`)),
  );
}

const optional = <T>(value: unknown, read: (value: unknown) => T): T | undefined =>
  value === undefined ? undefined : read(value);

const elements = new Set(
  ["Sid", "Effect", "Condition"].concat(
    ["Action", "Resource", "Principal"].flatMap((name) => [name, `Not${name}`]),
  ),
);

function grantsOfStatement(statement: Block, self: string, variables: boolean): Grant[] {
  const { Effect: effect, Condition: condition = {} } = statement;
  const others = Object.keys(statement).filter((name) => !elements.has(name));
  if (
    others.length > 0 ||
    (effect !== "Allow" && effect !== "Deny") ||
    !(statement["Action"] ?? statement["NotAction"])
  ) {
    throw new Error("not a statement");
  }
  const conditions = Object.entries(condition as Record<string, Block>).flatMap(([operator, byKey]) =>
    Object.entries(byKey).map(([key, values]) => ({ operator, key, values: list(values) })),
  );
  const source: Source = { effect, conditions: conditions.map(conditionText) };
  const same = (text: string) => text;
  const lowerCase = (text: string) => text.toLowerCase();
  const principals = sets(
    optional(statement["Principal"], principalsOf) ?? [self],
    optional(statement["NotPrincipal"], principalsOf),
    same,
    false,
  );
  const actions = sets(
    optional(statement["Action"], list),
    optional(statement["NotAction"], list),
    lowerCase,
    false,
  );
  const resources = sets(
    optional(statement["Resource"], list),
    optional(statement["NotResource"], list),
    same,
    variables,
  );
  return alternativesOf(conditions).flatMap((alternative) =>
    principals.flatMap((principal) =>
      actions.flatMap((action) =>
        resources.map((resource) => ({ source, principal, action, resource, conditions: alternative })),
      ),
    ),
  );
}

/** What a policy document allows and denies; undefined if it cannot be read. `self` is the principal of statements without one. */
export function grantsOf(text: string, self: string): Grant[] | undefined {
  try {
    const { Version: version, Statement: statements } = JSON.parse(text) as Block;
    return [statements]
      .flat()
      .flatMap((statement) => grantsOfStatement(statement as Block, self, version === "2012-10-17"));
  } catch {
    return undefined;
  }
}

const relatePrincipals = (wide: PatternSet["include"], narrow: PatternSet["include"]): Relation =>
  contains(wide, narrow) ? "contains" : "differs";

/** Whether all principals, resources and conditions of one grant are in another one, for the actions that both have. */
export function relateScopes(wide: Grant, narrow: Grant): Relation {
  const relations = [
    relateSets(wide.principal, narrow.principal, relatePrincipals),
    relateSets(wide.resource, narrow.resource, relateArns),
    relateConditions(wide.conditions, narrow.conditions),
  ];
  return (["differs", "undecided"] as const).find((relation) => relations.includes(relation)) ?? "contains";
}

/** Whether all actions of one grant are in another one, without looking up what a wildcard matches. */
export const containsActions = (wide: Grant, narrow: Grant): boolean =>
  relateSets(wide.action, narrow.action, relatePrincipals) === "contains";

/** Whether two grants may have a principal and an action in common. */
export const overlaps = (one: Grant, other: Grant): boolean =>
  intersects(one.principal.include, other.principal.include) &&
  intersects(one.action.include, other.action.include);
