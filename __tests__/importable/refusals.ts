import { z } from "zod";
import { exampleOf } from "../../importable/examples";
import { bare, fieldsOf } from "../../importable/schema";
import { keeps, type Rule, type Validation } from "../../modules/kit/rule";

/** A value that a schema refuses, which replaces a valid one. */
export interface Refusal {
  /** Keys that lead to the value. */
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  /** What is accepted, in the words of the rule. */
  readonly accepted: string;
}

/** A value that breaks a rule. */
function broken(rule: Rule, good: unknown): unknown {
  const fields = good as Record<string, unknown>;
  switch (rule.kind) {
    case "range":
      return rule.maximum + 1;
    case "cidr":
      return "10.0.0.1/16";
    case "size": {
      const [first] = Object.values(fields);
      const many = Array<unknown>((rule.maximum ?? 0) + 1).fill(first);
      return Array.isArray(good)
        ? rule.minimum > 0
          ? []
          : many
        : Object.fromEntries(rule.minimum > 0 ? [] : many.map((item, index) => [`name${index}`, item]));
    }
    case "distinct":
      if (!Array.isArray(good)) {
        return { ...fields, again: Object.values(fields)[0] };
      }
      return [...(good as unknown[]), (good as unknown[])[0]];
    case "keys":
      return { "Not a name!": Object.values(fields)[0] ?? null };
    case "notBelow": {
      const [high, low] = [fields[rule.field], fields[rule.other]];
      // Each of the two is valid itself.
      return rule.percent > 100
        ? { ...fields, [rule.other]: Math.floor((Number(high) * 100) / rule.percent) + 1 }
        : { ...fields, [rule.other]: high, [rule.field]: low };
    }
    case "window":
      return String(good).includes("sun") ? "sun:04:30-sun:04:40" : "23:50-00:10";
    case "together":
      return { ...fields, [rule.other]: "AL2023_ARM_64_STANDARD", [rule.field]: ["m6i.large"] };
    case "minimumFor":
      return { [rule.keys[0] ?? ""]: rule.minimum - 1 };
    case "aboveAll":
      return { ...fields, [rule.other]: { GLACIER: fields[rule.field] } };
    case "windowsApart":
      return { ...fields, [rule.other]: "03:00-04:00", [rule.field]: "wed:23:00-thu:03:01" };
    case "onlyFrom":
      return { ...fields, [rule.other]: rule.minimum - 1 };
    case "quantityNotBelow": {
      const unit = String(fields[rule.field]).replace(/^[\d.]+/, "");
      return { ...fields, [rule.field]: `1${unit}`, [rule.other]: `2${unit}` };
    }
    case "minorOf":
      return { ...fields, [rule.field]: { [rule.key]: "v1.21.0-eksbuild.1" } };
    case "given":
      return { ...fields, [rule.field]: undefined, [rule.other]: {} };
    case "exclusive":
      return { ...fields, replicas: 1, schedule: "0 6 * * *" };
    default: {
      const candidates = [
        "",
        "~ ~",
        -1,
        4242,
        "nonsense",
        "0".repeat(300),
        "127.0.0.0/16",
        "0 0 30 2 *",
        "5-1 * * * *",
        "a1.large",
        "mac1.metal",
        "HOME",
      ].filter((value) => typeof value === typeof good);
      return candidates.find((value) => !keeps(rule, value));
    }
  }
}

function ofRules(validations: readonly Validation[], good: unknown, path: Refusal["path"]): Refusal[] {
  return validations.map(({ rule, accepted }) => ({ path, value: broken(rule, good), accepted }));
}

/** For each rule of a schema, a value that breaks it, made from a valid configuration. */
export function refusals(schema: z.ZodType, good: unknown, path: Refusal["path"] = []): Refusal[] {
  const { type, validations } = bare(schema);
  const isEmpty = type instanceof z.ZodRecord && Object.keys(good as object).length === 0;
  const own = ofRules(validations, isEmpty ? exampleOf(type) : good, path);
  if (type instanceof z.ZodObject) {
    const given = good as Record<string, unknown>;
    const inner = fieldsOf(type).filter(([name]) => given[name] !== undefined);
    return [...own, ...inner.flatMap(([name, field]) => refusals(field, given[name], [...path, name]))];
  }
  const items =
    type instanceof z.ZodArray
      ? { element: type.element as z.ZodType, entries: (good as unknown[]).slice(0, 1).entries() }
      : type instanceof z.ZodRecord
        ? { element: type.valueType as z.ZodType, entries: Object.entries(good as object) }
        : undefined;
  const seen = new Set<string>();
  const inner = [...(items?.entries ?? [])].flatMap(([key, item]) =>
    items ? refusals(items.element, item, [...path, key]) : [],
  );
  // One value for each rule is enough, with any key.
  return [
    ...own,
    ...inner.filter(({ path: where, accepted }) => {
      const id = JSON.stringify([where.slice(path.length + 1), accepted]);
      return !seen.has(id) && seen.add(id);
    }),
  ];
}

/** A copy of a value with another value at a path. */
export function replaced(value: unknown, [key, ...rest]: Refusal["path"], other: unknown): unknown {
  if (key === undefined) {
    return other;
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => (index === key ? replaced(item, rest, other) : item));
  }
  const fields = value as Record<string, unknown>;
  return { ...fields, [key]: replaced(fields[key], rest, other) };
}
