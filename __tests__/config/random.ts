import fc from "fast-check";
import { z } from "zod";
import { checkConfiguration } from "../../config/check";
import type { Configuration } from "../../config/schema";
import { bare, fieldsOf } from "../../importable/schema";
import type { Rule } from "../../modules/kit/rule";
import { replaced } from "../importable/refusals";
import { linesOf } from "./edited";
import { complete, completeFields, type Field, type Path } from "./fields";

/** A changed configuration, and the paths that were changed. */
export interface Case {
  readonly input: unknown;
  readonly changed: readonly Path[];
}

/** Text of any characters, and such as is easily confused with other things. */
const oddText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom("", " ", "${a.b}", "%{if}", "{{ .Values }}", "null", "1e9", "__proto__", "a--b", "-a", "A"),
  fc.constantFrom(
    "0.0.0.0/0",
    "::/0",
    "999.1.1.1/16",
    "5-1 * * * *",
    "a".repeat(300),
    "0",
    "-1",
    "../x",
    "\n",
  ),
);

/** Values of other kinds. */
const oddValue = fc.oneof(
  oddText,
  fc.constantFrom(null, NaN, Infinity, 10n, true, -0, 0.5, Symbol("s"), () => 1, new Date(NaN)),
  fc.double(),
  fc.array(oddText, { maxLength: 3 }),
  fc.dictionary(oddText, oddText, { maxKeys: 3, noNullPrototype: true }),
);

/** Numbers within a range and beside its bounds. */
const near = ({ minimum, maximum }: { minimum: number; maximum: number }) =>
  fc.oneof(
    fc.integer({ min: minimum, max: maximum }),
    fc.constantFrom(minimum - 1, minimum, maximum, maximum + 1),
  );

/** A text for a rule: one that it accepts, if this can be generated, or one beside it. */
function textFor(rule: Rule): fc.Arbitrary<unknown> {
  switch (rule.kind) {
    case "pattern":
      return fc.stringMatching(new RegExp(rule.source));
    case "oneOf":
      return fc.constantFrom(...rule.values);
    case "cidr":
      return fc
        .tuple(fc.ipV4(), fc.integer({ min: 0, max: 33 }))
        .map(([address, prefix]) => `${address.split(".").slice(0, 2).join(".")}.0.0/${prefix}`);
    case "either":
      return fc.oneof(...rule.rules.map(textFor));
    default:
      return oddText;
  }
}

const arbitraries = new WeakMap<z.ZodType, fc.Arbitrary<unknown>>();

/**
 * Values of the type of a schema, most of which its own rules accept; rules between fields may not. Each is made once:
 * fast-check takes long to make an arbitrary of a pattern, and `chain` asks for one in each case.
 */
function valuesOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  const made = arbitraries.get(schema) ?? arbitraryOf(schema);
  arbitraries.set(schema, made);
  return made;
}

function arbitraryOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  const { type, validations, optional } = bare(schema);
  const rules = validations.map(({ rule }) => rule);
  const value = (): fc.Arbitrary<unknown> => {
    if (type instanceof z.ZodObject) {
      return fc.record(Object.fromEntries(fieldsOf(type).map(([name, field]) => [name, valuesOf(field)])));
    }
    if (type instanceof z.ZodArray) {
      return fc.array(valuesOf(type.element as z.ZodType), { maxLength: 4 });
    }
    if (type instanceof z.ZodRecord) {
      const keys = rules.find((rule) => rule.kind === "keys");
      const key = keys ? fc.stringMatching(new RegExp(keys.source)) : fc.string({ maxLength: 10 });
      const entries = fc.array(fc.tuple(key, valuesOf(type.valueType as z.ZodType)), { maxLength: 3 });
      return entries.map((all) => Object.fromEntries(all));
    }
    if (type instanceof z.ZodEnum) {
      return fc.constantFrom(...type.options);
    }
    if (type instanceof z.ZodBoolean) {
      return fc.boolean();
    }
    if (type instanceof z.ZodNumber) {
      const ranges = rules.flatMap((rule) => (rule.kind === "either" ? rule.rules : [rule]));
      return fc.oneof(
        ...ranges.map((rule) => (rule.kind === "range" ? near(rule) : textFor(rule))),
        fc.integer(),
      );
    }
    return rules[0] ? textFor(rules[0]) : oddText;
  };
  return optional ? fc.option(value(), { nil: undefined }) : value();
}

const names = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,6}){0,2}$/),
  oddText,
  fc.constantFrom("constructor", "toString", "local", "a".repeat(24)),
);

interface Edit {
  readonly path: Path;
  readonly value: unknown;
}

/** A change of one field. */
const editOf = (fields: readonly Field[]): fc.Arbitrary<Edit> =>
  fc
    .constantFrom(...fields)
    .chain(({ path, schema }) =>
      fc
        .oneof({ weight: 4, arbitrary: valuesOf(schema) }, { weight: 1, arbitrary: oddValue })
        .map((value) => ({ path, value })),
    );

/** Another name of the stage. */
const rename: fc.Arbitrary<Edit> = names.map((name) => ({
  path: ["stages"],
  value: { [name]: complete.stages["stage"] },
}));

/** A key that the configuration does not have any more cannot be changed. */
function changedAt(input: unknown, path: Path, value: unknown): unknown {
  const owner = path
    .slice(0, -1)
    .reduce<unknown>(
      (inner, key) => (inner as Record<string, unknown> | undefined)?.[key] ?? undefined,
      input,
    );
  return path.length === 0 || (typeof owner === "object" && owner !== null)
    ? replaced(input, path, value)
    : input;
}

/** A configuration with one to five edits. */
const edited = (configuration: Configuration, edit: fc.Arbitrary<Edit>): fc.Arbitrary<Case> =>
  fc.array(edit, { minLength: 1, maxLength: 5 }).map((edits) => ({
    input: edits.reduce<unknown>((input, { path, value }) => changedAt(input, path, value), configuration),
    changed: edits.map(({ path }) => path),
  }));

/** The complete configuration with changed fields, or another name of the stage. */
export const cases = edited(
  complete,
  fc.oneof({ weight: 8, arbitrary: editOf(completeFields) }, { weight: 1, arbitrary: rename }),
);

/** The seed of all random cases: that of the environment variable RANDOM_SEED. By default always the same cases. */
export const seed = Number(process.env["RANDOM_SEED"] ?? 1);

const isAccepted = ({ input }: Case) => linesOf(input).length === 0;

/** Random configurations that are accepted. */
export const acceptedCases = cases.filter(isAccepted);

/** Some of them, checked. */
export const acceptedConfigurations = (count: number): Configuration[] =>
  fc.sample(acceptedCases, { seed, numRuns: count }).map(({ input }) => checkConfiguration(input));

/** A configuration with other values of some of its fields, which are accepted; checked. */
export const acceptedEdits = (configuration: Configuration, fields: readonly Field[], count: number) =>
  fc
    .sample(edited(configuration, editOf(fields)).filter(isAccepted), { seed, numRuns: count })
    .map(({ input }) => checkConfiguration(input));
