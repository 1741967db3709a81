import { snakeCase } from "./names";
import { quantityParts, quantityUnits, type Rule } from "../modules/kit/rule";
import { areApart, lasts } from "./windows";

/** An HCL expression that is not a literal value, such as `module.network.vpc_id`. */
export class Reference {
  constructor(readonly expression: string) {}
}

/** A value as an HCL expression. */
export function literal(value: unknown, indent = ""): string {
  if (value === undefined || value === null) {
    return "null";
  }
  if (value instanceof Reference) {
    return value.expression;
  }
  if (typeof value === "string") {
    // `${` and `%{` begin a template.
    return JSON.stringify(value).replace(/\$\{/g, "$$${").replace(/%\{/g, "%%{");
  }
  if (Array.isArray(value)) {
    return `[${value.map((item) => literal(item, indent)).join(", ")}]`;
  }
  if (typeof value === "object") {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return entries.length === 0 ? "{}" : `{\n${assignments(entries, `${indent}  `)}\n${indent}}`;
  }
  return String(value as number | boolean);
}

/** Lines `name = value` in the format of `terraform fmt`: consecutive single-line assignments are aligned. */
export function assignments(entries: readonly (readonly [string, unknown])[], indent: string): string {
  const lines = entries.map(([key, value]) => ({ key: keyOf(key), text: literal(value, indent) }));
  const isSingle = (index: number) => lines[index] !== undefined && !lines[index].text.includes("\n");
  const width = (index: number) => {
    let [first, last] = [index, index];
    while (isSingle(first - 1)) first -= 1;
    while (isSingle(last + 1)) last += 1;
    return Math.max(...lines.slice(first, last + 1).map(({ key }) => key.length));
  };
  return lines
    .map(({ key, text }, index) => `${indent}${isSingle(index) ? key.padEnd(width(index)) : key} = ${text}`)
    .join("\n");
}

function keyOf(key: string): string {
  return /^[A-Za-z_][\w-]*$/.test(key) ? key : literal(key);
}

/** Whether a regular expression matches a string. */
export const matches = (source: string, value: string) => `can(regex(${literal(source)}, ${value}))`;

/** Whether a rule accepts a key. */
export const isKey = ({ source, reserved = [], refused }: Extract<Rule, { kind: "keys" }>, key: string) =>
  [
    matches(source, key),
    ...(reserved.length > 0 ? [`!contains(${literal(reserved)}, ${key})`] : []),
    ...(refused === undefined ? [] : [`!${matches(refused, key)}`]),
  ].join(" && ");

/** The condition of a rule, for an expression. */
export function condition(rule: Rule, value: string): string {
  const attribute = (name: string) => `${value}.${snakeCase(name)}`;
  switch (rule.kind) {
    case "range":
      return `${value} >= ${rule.minimum} && ${value} <= ${rule.maximum} && floor(${value}) == ${value}`;
    case "pattern":
      return matches(rule.source, value);
    case "notPattern":
      return `!${matches(rule.source, value)}`;
    case "quantityNotBelow": {
      const amount = (name: string) => {
        const part = (source: string) => `regex(${literal(source)}, ${attribute(name)})`;
        const units = Object.entries(quantityUnits).map(([unit, factor]) => `${unit} = ${factor}`);
        return `tonumber(${part(quantityParts.number)}) * lookup({ ${units.join(", ")} }, ${part(quantityParts.unit)}, 1)`;
      };
      // Another rule refuses what is not a quantity.
      return `try(${amount(rule.field)} >= ${amount(rule.other)}, true)`;
    }
    case "cidr": {
      // One `try` for the whole condition, because Terraform may evaluate both operands of `&&`.
      const prefix = `tonumber(split("/", ${value})[1])`;
      const isIpv4 = `can(regex("^[0-9.]+/[0-9]+$", ${value}))`;
      const isNetworkAddress = `cidrhost(${value}, 0) == split("/", ${value})[0]`;
      return `try(${isIpv4} && ${isNetworkAddress} && ${prefix} >= ${rule.largest} && ${prefix} <= ${rule.smallest}, false)`;
    }
    case "oneOf":
      return `contains(${literal(rule.values)}, ${value})`;
    case "size":
      return [
        `length(${value}) >= ${rule.minimum}`,
        ...(rule.maximum === undefined ? [] : [`length(${value}) <= ${rule.maximum}`]),
      ].join(" && ");
    case "distinct":
      return `length(distinct([for one in ${value} : one])) == length(${value})`;
    case "keys":
      return `alltrue([for key in keys(${value}) : ${isKey(rule, "key")}])`;
    case "notBelow": {
      const [field, other] = [attribute(rule.field), attribute(rule.other)];
      // Nothing can be compared with null.
      return rule.percent === 100
        ? `try(${field} >= ${other}, true)`
        : `try(${field} * 100 >= ${other} * ${rule.percent}, true)`;
    }
    case "together": {
      const [field, other] = [attribute(rule.field), attribute(rule.other)];
      return `alltrue([for one in ${field} : ${matches(rule.source, "one")} == ${matches(rule.otherSource, other)}])`;
    }
    case "minimumFor":
      return `alltrue([for key in ${literal(rule.keys)} : lookup(${value}, key, ${rule.minimum}) >= ${rule.minimum}])`;
    case "aboveAll": {
      const [field, other] = [attribute(rule.field), attribute(rule.other)];
      return `${field} == null ? true : alltrue([for one in values(${other}) : one < ${field}])`;
    }
    case "window":
      return lasts(value, rule);
    case "windowsApart":
      return areApart(attribute(rule.field), attribute(rule.other));
    case "onlyFrom": {
      const [field, other] = [attribute(rule.field), attribute(rule.other)];
      return `${field} == null ? true : ${other} >= ${rule.minimum}`;
    }
    case "minorOf": {
      const [field, other] = [attribute(rule.field), attribute(rule.other)];
      return `try(startswith(${field}[${literal(rule.key)}], "v\${${other}}."), true)`;
    }
    case "given":
      return `${attribute(rule.field)} != null || length(${attribute(rule.other)}) > 0`;
    case "exclusive": {
      const given = rule.fields.map((name) => `${attribute(name)} != null ? 1 : 0`);
      return `sum([${given.join(", ")}]) <= 1`;
    }
    case "either":
      return rule.rules.map((one) => `(${condition(one, value)})`).join(" || ");
  }
}
