import { ref, Token } from "cdktf";
import { z } from "zod";
import { isNetworkAddress, parseCidr } from "./cidr";
import { areApart, parseWindow } from "./windows";

/**
 * A rule for a value, in addition to its type, as data. The check of a stage's configuration and the validation of an
 * importable module's variable are both generated from it. The set is closed, so that both can express every rule.
 */
export type Rule =
  /** A whole number within inclusive bounds. */
  | { readonly kind: "range"; readonly minimum: number; readonly maximum: number }
  /** A string that a regular expression matches, in the common syntax of JavaScript and RE2. */
  | { readonly kind: "pattern"; readonly source: string }
  /** A string that a regular expression does not match: what the syntax of a pattern cannot exclude. */
  | { readonly kind: "notPattern"; readonly source: string }
  /** An IPv4 CIDR block with a prefix from `/largest` to `/smallest`, written with its network address. */
  | { readonly kind: "cidr"; readonly largest: number; readonly smallest: number }
  /** One of some values. */
  | { readonly kind: "oneOf"; readonly values: readonly (string | number)[] }
  /** A number of elements within inclusive bounds. */
  | { readonly kind: "size"; readonly minimum: number; readonly maximum?: number }
  /** Distinct elements of a list, or values of a map. */
  | { readonly kind: "distinct" }
  /** All keys match a regular expression, are none of some reserved ones, and do not match `refused`. */
  | {
      readonly kind: "keys";
      readonly source: string;
      readonly reserved?: readonly string[];
      readonly refused?: string;
    }
  /** All strings of a list match a regular expression if another field matches one, and none otherwise. */
  | {
      readonly kind: "together";
      readonly field: string;
      readonly source: string;
      readonly other: string;
      readonly otherSource: string;
    }
  /** Values of a map that are at least a minimum, for some keys. */
  | { readonly kind: "minimumFor"; readonly keys: readonly string[]; readonly minimum: number }
  /** A field that is set, unless the map of another field has an entry. */
  | { readonly kind: "given"; readonly field: string; readonly other: string }
  /** A number that is above all values of a map of another field; null is accepted. */
  | { readonly kind: "aboveAll"; readonly field: string; readonly other: string }
  /** A time of each day or week, such as `sun:04:30-sun:05:30`, with inclusive bounds of its minutes. */
  | { readonly kind: "window"; readonly minimum: number; readonly maximum: number }
  /** A weekly window that has no minute in common with the daily one of another field. */
  | { readonly kind: "windowsApart"; readonly field: string; readonly other: string }
  /** A field that may be set only if another one is at least a number. */
  | { readonly kind: "onlyFrom"; readonly field: string; readonly other: string; readonly minimum: number }
  /** A field that is at least a percentage of another field. Both are whole numbers, so the result is exact; null is accepted. */
  | { readonly kind: "notBelow"; readonly field: string; readonly other: string; readonly percent: number }
  /** A Kubernetes quantity that is not below that of another field. */
  | { readonly kind: "quantityNotBelow"; readonly field: string; readonly other: string }
  /** A version in a map that has the minor version of another field: `v1.36.0` for `1.36`. */
  | { readonly kind: "minorOf"; readonly field: string; readonly key: string; readonly other: string }
  /** At most one of some fields of an object is set. */
  | { readonly kind: "exclusive"; readonly fields: readonly string[] }
  /** At least one of some rules. */
  | { readonly kind: "either"; readonly rules: readonly Rule[] };

/** A rule, and the text about accepted values. */
export interface Validation {
  readonly rule: Rule;
  readonly accepted: string;
}

declare module "zod" {
  interface GlobalMeta {
    /** Accepted values, for the error message. */
    accepted?: string;
    /** Rules in addition to the type. */
    validations?: readonly Validation[];
    /** An accepted value, for the examples of the importable modules. */
    example?: unknown;
    /** Why Terraform must know the value at plan time. Other values may be unknown until an apply. */
    known?: string;
  }
}

/**
 * The units of the quantities of CPU and memory that are accepted.
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export const quantityUnits: Readonly<Record<string, number>> = {
  m: 1e-3,
  ...{ M: 1e6, G: 1e9, T: 1e12 },
  ...{ Mi: 1024 ** 2, Gi: 1024 ** 3, Ti: 1024 ** 4 },
};

/** The number and the unit of a quantity, in the common syntax of JavaScript and RE2. */
export const quantityParts = { number: "^[0-9.]+(?:[eE][0-9]+)?", unit: "[A-Za-z]*$" };

function amountOf(quantity: string): number {
  const part = (source: string) => new RegExp(source).exec(quantity)?.[0] ?? "";
  return Number(part(quantityParts.number)) * (quantityUnits[part(quantityParts.unit)] ?? 1);
}

type Fields = Readonly<Record<string, unknown>>;

/** The two fields that a rule compares. */
function pairOf({ field, other }: { readonly field: string; readonly other: string }, value: unknown) {
  const { [field]: one, [other]: two } = value as Fields;
  return [one ?? undefined, two ?? undefined] as const;
}

/** Whether a value satisfies a rule. */
export function keeps(rule: Rule, value: unknown): boolean {
  return brokenAt(rule, value).length === 0;
}

/** Where a value breaks a rule: paths of the keys, elements or fields that do, `[]` for the value itself. */
function brokenAt(rule: Rule, value: unknown): PropertyKey[][] {
  switch (rule.kind) {
    case "distinct":
      return Object.entries(value as object).flatMap(([key, item], index, all) =>
        all.findIndex(([, other]) => Object.is(other, item)) < index
          ? [[Array.isArray(value) ? index : key]]
          : [],
      );
    case "keys":
      return Object.keys(value as object).flatMap((key) =>
        new RegExp(rule.source).test(key) &&
        !rule.reserved?.includes(key) &&
        !(rule.refused !== undefined && new RegExp(rule.refused).test(key))
          ? []
          : [[key]],
      );
    default: {
      const field = fieldOf(rule);
      return isKept(rule, value) ? [] : [field === undefined ? [] : [field]];
    }
  }
}

function isKept(rule: Exclude<Rule, { kind: "distinct" | "keys" }>, value: unknown): boolean {
  switch (rule.kind) {
    case "range":
      return Number.isInteger(value) && Number(value) >= rule.minimum && Number(value) <= rule.maximum;
    case "pattern":
      return new RegExp(rule.source).test(String(value));
    case "notPattern":
      return !new RegExp(rule.source).test(String(value));
    case "quantityNotBelow": {
      const [amount, other] = [rule.field, rule.other].map((name) =>
        amountOf(String((value as Fields)[name])),
      );
      return Number(amount) >= Number(other) * (1 - Number.EPSILON * 4);
    }
    case "cidr": {
      const block = parseCidr(String(value));
      return (
        block !== undefined &&
        isNetworkAddress(String(value)) &&
        block.prefix >= rule.largest &&
        block.prefix <= rule.smallest
      );
    }
    case "window": {
      const duration = parseWindow(String(value))?.duration ?? rule.minimum;
      return duration >= rule.minimum && duration <= rule.maximum;
    }
    case "together": {
      const [list, other] = pairOf(rule, value);
      const isWanted = new RegExp(rule.otherSource).test(String(other));
      return (list as string[]).every(
        (item) => isToken(item) || new RegExp(rule.source).test(item) === isWanted,
      );
    }
    case "minimumFor":
      return rule.keys.every((key) => Number((value as Fields)[key] ?? rule.minimum) >= rule.minimum);
    case "given": {
      const [field, other] = pairOf(rule, value);
      return field !== undefined || Object.keys(other ?? {}).length > 0;
    }
    case "aboveAll": {
      const [field, others] = pairOf(rule, value);
      return (
        field === undefined || Object.values(others ?? {}).every((other) => Number(other) < Number(field))
      );
    }
    case "windowsApart":
      return areApart(...(pairOf(rule, value) as readonly [string, string]));
    case "onlyFrom": {
      const [field, other] = pairOf(rule, value);
      return field === undefined || Number(other) >= rule.minimum;
    }
    case "oneOf":
      return rule.values.includes(value as string | number);
    case "size": {
      const size = Array.isArray(value) ? value.length : Object.keys(value as object).length;
      return size >= rule.minimum && size <= (rule.maximum ?? Infinity);
    }
    case "notBelow": {
      const [field, other] = pairOf(rule, value);
      return (
        field === undefined || other === undefined || Number(field) * 100 >= Number(other) * rule.percent
      );
    }
    case "minorOf": {
      const { [rule.field]: versions, [rule.other]: minor } = value as Fields;
      const version = (versions as Readonly<Record<string, string>>)[rule.key];
      return version === undefined || isToken(version) || version.startsWith(`v${String(minor)}.`);
    }
    case "exclusive": {
      const fields = value as Fields;
      return rule.fields.filter((name) => (fields[name] ?? undefined) !== undefined).length <= 1;
    }
    case "either":
      return rule.rules.some((one) => keeps(one, value));
  }
}

/** The fields that a rule compares, the last of which its error names; empty for a rule of one value. */
const comparedFields = (rule: Rule): readonly string[] =>
  "other" in rule ? [rule.other, rule.field] : rule.kind === "exclusive" ? rule.fields : [];

/** The field that the error of a rule between fields names; undefined for other rules. */
export const fieldOf = (rule: Rule): string | undefined => comparedFields(rule).at(-1);

/** The parameters of an issue of a rule. */
export interface RuleIssue {
  readonly accepted: string;
  /** The key of a map that breaks the rule: the given value is the key. */
  readonly key?: string;
  /** Whether the rule compares fields, each of which is valid itself. */
  readonly isBetween: boolean;
}

/** The value of the only entry of a map that is a token as a whole: cdktf has the token in the key. */
const mapTokenValues = Object.values(Token.asStringMap(ref("")));

/** Whether a value is a token of cdktf, or the only element of a list or map that is one. */
export const isToken = (value: unknown) =>
  Token.isUnresolved(value) || Token.isUnresolved([value]) || mapTokenValues.includes(value as string);

/**
 * The check of a rule. Zod itself checks no rule of an object in which anything is invalid; this one is checked as soon as
 * the value has its type and the fields that it compares are valid, so that all mistakes are reported at once.
 */
function checkOf(rule: Rule, accepted: string) {
  const compared = comparedFields(rule);
  const check = z.check<unknown>(({ value, issues }) => {
    // Only Terraform knows the value. config/schema-mistakes.ts refuses tokens in the configuration.
    if (isToken(value) || compared.some((name) => isToken((value as Fields)[name]))) {
      return;
    }
    const wrong = new Set(issues.map(({ path }) => path?.[0]));
    // An element that is wrong itself is not reported twice.
    for (const path of brokenAt(rule, value).filter(([key]) => key === undefined || !wrong.has(key))) {
      const key = rule.kind === "keys" ? String(path[0]) : undefined;
      const params: RuleIssue = { accepted, key, isBetween: compared.length > 0 };
      issues.push({ code: "custom", path, input: value, params: { ...params }, continue: true });
    }
  });
  check._zod.def.when = ({ issues }) =>
    !issues.some(({ path = [], continue: isValid }) =>
      path.length === 0 ? !isValid : compared.includes(String(path[0])),
    );
  return check;
}

/** Adds a rule to a schema; `accepted` describes the accepted values. */
export function ruled<T extends z.ZodType>(schema: T, accepted: string, rule: Rule): T {
  const before = z.globalRegistry.get(schema)?.validations ?? [];
  const validations = [...before, { rule, accepted }];
  const checked = schema.check(checkOf(rule, accepted));
  return checked.meta(fieldOf(rule) === undefined ? { accepted, validations } : { validations }) as T;
}

/**
 * The schema of a module: its `inputs` from other modules, such as the ID of a VPC, then its `options`, which a stage
 * may set. The rules between the options are kept. So a new input is not an option of a stage by mistake.
 */
export function extended<I extends z.core.$ZodLooseShape, O extends z.core.$ZodLooseShape>(
  options: z.ZodObject<O>,
  inputs: I,
) {
  const schema = z.strictObject({ ...inputs, ...options.shape });
  const { validations = [] } = z.globalRegistry.get(options) ?? {};
  return validations.reduce((whole, { rule, accepted }) => ruled(whole, accepted, rule), schema);
}
