import { z } from "zod";
import { isToken, type RuleIssue } from "../modules/kit/rule";
import { valueAt, type Mistake, type Path } from "./mistakes";
import { configurationSchema, type Configuration } from "./schema";

/** A value of which any part may be missing, because it is not valid or not given. */
export type Partly<T> = T extends readonly (infer E)[]
  ? readonly (Partly<E> | undefined)[]
  : T extends object
    ? { readonly [K in keyof T]?: Partly<T[K]> | undefined }
    : T;

/** The wrappers of a schema removed: defaults and optional fields. */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
    ? unwrapped(schema.unwrap())
    : schema;
}

/** The schema of the value at a path. */
function schemaAt(schema: z.core.$ZodType, [key, ...rest]: Path): z.core.$ZodType | undefined {
  const type = unwrapped(schema);
  const inner =
    key === undefined
      ? undefined
      : type instanceof z.ZodObject
        ? (type.shape[String(key)] as z.core.$ZodType | undefined)
        : type instanceof z.ZodArray
          ? type.element
          : type instanceof z.ZodRecord
            ? type.valueType
            : undefined;
  return inner ? schemaAt(inner, rest) : type;
}

const typeNames: Record<string, string> = {
  boolean: "true or false",
  string: "a string",
  number: "a number",
  array: "a list",
  object: "an object",
  record: "an object",
};

function accepted(issue: z.core.$ZodIssue): string {
  const schema = schemaAt(configurationSchema, issue.path);
  if (issue.code === "unrecognized_keys" && schema instanceof z.ZodObject) {
    return `only ${Object.keys(schema.shape).join(", ")}`;
  }
  return (
    (schema && z.globalRegistry.get(schema as z.ZodType)?.accepted) ??
    (issue.code === "invalid_type" ? typeNames[issue.expected] : undefined) ??
    issue.message
  );
}

/** The parameters of a rule's issue; undefined for an issue of a type. */
const ruleOf = (issue: z.core.$ZodIssue) =>
  issue.code === "custom" ? (issue.params as RuleIssue | undefined) : undefined;

function mistakesOf(issue: z.core.$ZodIssue, input: unknown): Mistake[] {
  const rule = ruleOf(issue);
  const keys = issue.code === "unrecognized_keys" ? issue.keys : [];
  const paths = keys.length > 0 ? keys.map((key) => [...issue.path, key]) : [issue.path];
  return paths.map((whole) => {
    const [kind, name, ...path] = whole;
    return {
      ...(name === undefined
        ? { owner: "config", path: whole }
        : { owner: ownerOf(kind === "accounts" ? "account" : "stage", String(name)), path }),
      given: rule?.key ?? valueAt(input, whole),
      accepted: rule?.accepted ?? accepted(issue),
    };
  });
}

/** How lines name an account or a stage. */
export const ownerOf = (kind: "account" | "stage", name: string) =>
  kind === "account" ? `account ${name}` : name;

/** A copy without the values at some paths. */
function without(value: unknown, paths: readonly Path[]): unknown {
  if (paths.some((path) => path.length === 0)) {
    return undefined;
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const inner = ([key, item]: [PropertyKey, unknown]) =>
    without(
      item,
      paths.flatMap(([first, ...rest]) => (String(first) === String(key) ? [rest] : [])),
    );
  return Array.isArray(value)
    ? [...value.entries()].map(inner)
    : Object.fromEntries(Object.entries(value).map((entry) => [entry[0], inner(entry)]));
}

/** Refuses tokens of cdktf: the rules of the modules accept them, but the values of a stage are checked here. */
function withoutTokens() {
  const check = z.check<unknown>(({ value, issues }) => {
    for (const path of tokensIn(value)) {
      const params = { accepted: "a value, not a token of CDKTF", isBetween: false } satisfies RuleIssue;
      issues.push({ code: "custom", path, input: value, params, continue: true });
    }
  });
  check._zod.def.when = () => true;
  return check;
}

function tokensIn(value: unknown, containing: readonly unknown[] = []): PropertyKey[][] {
  if (typeof value !== "object" || value === null || containing.includes(value)) {
    return isToken(value) ? [[]] : [];
  }
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([key, item]) =>
    [...(isToken({ [key]: item }) ? [[]] : []), ...tokensIn(item, [...containing, value])].map((path) => [
      isList ? Number(key) : key,
      ...path,
    ]),
  );
}

/** What the schema says about a configuration. */
export interface Parsed {
  /** The configuration with defaults; undefined if there are mistakes. */
  readonly configuration: Configuration | undefined;
  /** What is valid of it. */
  readonly valid: Partly<Configuration>;
  /** Mistakes of single values. */
  readonly mistakes: readonly Mistake[];
  /** Mistakes between the fields of an object, each of which is valid itself. */
  readonly between: readonly Mistake[];
}

/** Checks types and the rules of the modules. */
export function parseConfiguration(input: unknown): Parsed {
  let parsed: unknown = {};
  const capture = z.check<Configuration>(({ value }) => {
    parsed = value;
  });
  capture._zod.def.when = () => true;
  const { data, error } = configurationSchema.check(capture, withoutTokens()).safeParse(input);
  const issues = error?.issues ?? [];
  const isBetween = (issue: z.core.$ZodIssue) => ruleOf(issue)?.isBetween === true;
  const single = issues.filter((issue) => !isBetween(issue));
  // Unknown keys are not in the parsed value.
  const invalid = single.filter(({ code }) => code !== "unrecognized_keys").map(({ path }) => path);
  return {
    configuration: data,
    valid: (without(parsed, invalid) ?? {}) as Partly<Configuration>,
    mistakes: single.flatMap((issue) => mistakesOf(issue, input)),
    between: issues.filter(isBetween).flatMap((issue) => mistakesOf(issue, input)),
  };
}
