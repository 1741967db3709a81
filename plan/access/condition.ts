import { cidrContains } from "./cidr";
import { contains, literalOf, patternOf, relateArns, type Relation } from "./pattern";

/** A condition of a statement: an operator, a key and its values. Operators and keys have no case. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** Compares two values of a key. */
type Comparison = (wide: string, narrow: string) => Relation;

const decided = (does: boolean): Relation => (does ? "contains" : "differs");
const same: Comparison = (wide, narrow) => decided(wide.toLowerCase() === narrow.toLowerCase());
const arns: Comparison = (wide, narrow) => relateArns(patternOf(wide), patternOf(narrow));
const addresses: Comparison = (wide, narrow) => {
  const does = cidrContains(wide, narrow);
  return does === undefined ? "undecided" : decided(does);
};

/** Operators that can be compared with each other, without `Not`: others are compared only with themselves. */
const families: Readonly<Record<string, string>> = {
  stringequals: "string",
  stringlike: "string",
  arnequals: "arn",
  arnlike: "arn",
  ipaddress: "address",
  bool: "same",
  null: "same",
  stringequalsignorecase: "same",
};

/** An operator in its parts, such as `ForAnyValue:StringNotLikeIfExists`. */
function parse(operator: string) {
  const [, quantifier = "", name = "", ifExists] =
    /^(forallvalues:|foranyvalue:)?(.*?)(ifexists)?$/.exec(operator.toLowerCase()) ?? [];
  const positive = name.replace("not", "");
  return {
    quantifier,
    positive,
    ifExists: ifExists !== undefined,
    negated: positive !== name,
    family: families[positive] ?? positive,
  };
}

function comparisonOf(
  wide: ReturnType<typeof parse>,
  narrow: ReturnType<typeof parse>,
): Comparison | undefined {
  const read = ({ positive }: { positive: string }) => (positive === "stringlike" ? patternOf : literalOf);
  const comparisons: Readonly<Record<string, Comparison>> = {
    string: (one, other) => decided(contains(read(wide)(one), read(narrow)(other))),
    arn: arns,
    address: addresses,
    same,
  };
  return Object.hasOwn(comparisons, wide.family) ? comparisons[wide.family] : undefined;
}

/** Whether each request that fulfils `narrow` also fulfils `wide`; both have the same key. */
function relate(wide: Condition, narrow: Condition): Relation {
  const [one, other] = [parse(wide.operator), parse(narrow.operator)];
  if (
    one.family !== other.family ||
    one.negated !== other.negated ||
    one.quantifier !== other.quantifier ||
    (other.ifExists && !one.ifExists)
  ) {
    return "undecided";
  }
  const compare = comparisonOf(one, other);
  if (!compare) {
    const equal =
      one.positive === other.positive && narrow.values.every((value) => wide.values.includes(value));
    return equal && (!one.negated || wide.values.length === narrow.values.length) ? "contains" : "undecided";
  }
  // A negated operator excludes its values: the one with fewer of them is the wider.
  const relations = one.negated
    ? wide.values.map((value) =>
        narrow.values.map((excluding) => compareNegated(one, other)(excluding, value)),
      )
    : narrow.values.map((value) => wide.values.map((including) => compare(including, value)));
  if (relations.every((row) => row.includes("contains"))) {
    return "contains";
  }
  return relations.flat().includes("undecided") ? "undecided" : "differs";
}

const compareNegated = (wide: ReturnType<typeof parse>, narrow: ReturnType<typeof parse>): Comparison =>
  comparisonOf(narrow, wide) ?? (() => "undecided");

/** Whether each request that fulfils all of `narrow` also fulfils all of `wide`. */
export function relateConditions(wide: readonly Condition[], narrow: readonly Condition[]): Relation {
  const relations = wide.map((condition): Relation => {
    const found = narrow
      .filter(({ key }) => key.toLowerCase() === condition.key.toLowerCase())
      .map((other) => relate(condition, other));
    return (["contains", "undecided"] as const).find((relation) => found.includes(relation)) ?? "differs";
  });
  return (["differs", "undecided"] as const).find((relation) => relations.includes(relation)) ?? "contains";
}

/** Above this number of combinations of values, the conditions of a statement are compared as they are. */
const mostCombinations = 256;

/** A list of conditions for each combination of their values: several values of a key are alternatives. */
export function alternativesOf(conditions: readonly Condition[]): (readonly Condition[])[] {
  const single = (condition: Condition): Condition[] => {
    const { quantifier, negated } = parse(condition.operator);
    return negated || quantifier === "forallvalues:" || condition.values.length === 0
      ? [condition]
      : condition.values.map((value) => ({ ...condition, values: [value] }));
  };
  const all = conditions.reduce<(readonly Condition[])[]>(
    (lists, condition) =>
      lists.length > mostCombinations
        ? lists
        : lists.flatMap((list) => single(condition).map((one) => [...list, one])),
    [[]],
  );
  return all.length > mostCombinations ? [conditions] : all;
}

/** A condition as text. */
export const conditionText = ({ operator, key, values }: Condition): string =>
  `${key} ${operator} ${values.join(" or ")}`;
