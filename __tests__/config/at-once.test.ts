import { z } from "zod";
import { stageSchema, type Stage } from "../../config/schema";
import { checkConfiguration } from "../../config/check";
import { bare } from "../../importable/schema";
import { fieldOf } from "../../modules/kit/rule";
import { refusals } from "../importable/refusals";
import { delivered, edited, linesOf, type Edit } from "./edited";
import { fieldsIn, placeOf, type Path } from "./fields";

const production = checkConfiguration(delivered).stages["production"] as Stage;
const inProduction = (path: Path, value: unknown): Edit => [["stages", "production", ...path], value];

/** The start of a line about a path of the stage production. */
const startOf = (path: Path) => placeOf(["stages", "production", ...path]);

const broken = refusals(stageSchema, production);

describe("each rule of a stage", () => {
  it.each(broken.map((one) => [one.path.join("."), one.accepted, one] as const))(
    "is checked while another field is wrong: %s, %s",
    (_, __, { path, value, accepted }) => {
      const lines = linesOf(edited(inProduction(path, value), inProduction(["region"], 1)));
      expect(lines).toContainEqual(
        expect.stringMatching(/^production: region: given 1; accepted: a region of AWS /),
      );
      const about = lines.filter((line) => line.startsWith(startOf(path)) && line.includes(accepted));
      expect(about).toHaveLength(1);
    },
  );

  const between = broken.filter(({ path, accepted }) => {
    const { validations } = bare(schemaAt(path));
    return validations.some(({ rule, accepted: one }) => one === accepted && fieldOf(rule) !== undefined);
  });

  function schemaAt(path: Path): z.ZodType {
    return path.reduce<z.ZodType>((schema, key) => {
      const { type } = bare(schema);
      return (
        type instanceof z.ZodObject
          ? type.shape[key]
          : type instanceof z.ZodRecord
            ? type.valueType
            : (type as z.ZodArray).element
      ) as z.ZodType;
    }, stageSchema);
  }

  it.each(between.map((one) => [one.path.join("."), one.accepted, one] as const))(
    "is checked while a field of the same object is unknown: %s, %s",
    (_, __, { path, value, accepted }) => {
      const lines = linesOf(edited(inProduction(path, { ...(value as object), extra: 1 })));
      expect(lines.filter((line) => line.includes(`accepted: ${accepted}`))).toHaveLength(1);
      expect(
        lines.filter((line) => line.startsWith(`${startOf(path)}.extra: given 1; accepted: only`)),
      ).toHaveLength(1);
    },
  );

  it("between fields was found", () => expect(between.length).toBeGreaterThan(2));
});

const circular: Record<string, unknown> = { name: "circular" };
circular["self"] = circular;

/** Values that JSON does not have, values of other types, and text that a terminal would not print in one line. */
const odd: readonly (readonly [shown: string, value: unknown])[] = [
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
  ["10n", 10n],
  ['{"name":"circular","self":a circular reference}', circular],
  ["a function", () => 1],
  ["Symbol(x)", Symbol("x")],
  ["null", null],
  [`"${"x".repeat(78)}…`, "x".repeat(10_000)],
  [`[${'"\\u2028\\n",'.repeat(7)}`, Array(300).fill("\u2028\n")],
];

describe("a value of another kind", () => {
  const fields = [...fieldsIn(stageSchema, production)];

  it("is found at every field", () => expect(fields.length).toBeGreaterThan(60));

  it.each(odd)("%s is reported at each field that does not accept it, in one line", (shown, value) => {
    for (const { path, schema } of fields) {
      const lines = linesOf(edited(inProduction(path, value)));
      const start = startOf(path);
      if (!schema.safeParse(value).success) {
        // Of an object or a list, what is in it may be reported instead.
        expect([start, lines.some((line) => line.startsWith(start))]).toEqual([start, true]);
      }
      // A value may break several rules: each has a line, and none is repeated.
      expect(new Set(lines).size).toBe(lines.length);
      for (const line of lines) {
        const [, place, given = ""] = /^(.*?): given (.*); accepted: .+$/.exec(line) ?? [];
        expect(place).toBeDefined();
        expect(given.length).toBeLessThanOrEqual(80);
        expect(place !== start || given.startsWith(shown)).toBe(true);
      }
      expect(lines.join("")).not.toMatch(/[\n\r\u2028]/);
    }
  });
});

it.each<[string, unknown, string[]]>([
  ["nothing", undefined, ["config: given nothing; accepted: an object"]],
  ["a list", [], ["config: given []; accepted: an object"]],
  [
    "stages that are a list",
    { accounts: delivered.accounts, stages: [] },
    ["config: stages: given []; accepted: an object"],
  ],
  ["an unknown key", { ...delivered, stage: 1 }, ["config: stage: given 1; accepted: only accounts, stages"]],
  ["a null stage", edited(["stages.staging", null]), ["staging: given null; accepted: an object"]],
  ["a stage that is a list", edited(["stages.staging", [1]]), ["staging: given [1]; accepted: an object"]],
  ["a null account", edited(["accounts.prod", null]), ["account prod: given null; accepted: an object"]],
  [
    "keys of a map",
    edited([
      ["stages", "staging", "application", "workers", "batch_"],
      production.application.workers["batch-runner"],
    ]),
    [
      'staging: application.workers.batch_: given "batch_"; accepted: names of up to 31 lower-case letters, digits and hyphens, except api and migration',
    ],
  ],
  [
    "an element twice",
    edited(["stages.staging.network.availabilityZones", ["us-east-1a", "us-east-1b", "us-east-1a"]]),
    [
      'staging: network.availabilityZones[2]: given "us-east-1a"; accepted: two to six different availability zones',
    ],
  ],
])("%s: one clear line", (_, input, lines) => {
  expect(linesOf(input)).toEqual(lines);
});

it("rules between stages and their accounts are checked while other fields are wrong", () => {
  const lines = linesOf(
    edited(
      ["accounts.prod.id", "12"],
      ["stages.production.database.backupRetentionDays", 3],
      ["stages.production.application.imageTag", "latest"],
      ["stages.production.network.cidr", "10.20.0.0/16"],
      ["stages.staging.account", "test"],
      ["stages.staging.region", null],
    ),
  );
  expect(lines.map((line) => line.split(": given")[0])).toEqual([
    "account prod: id",
    "staging: region",
    "production: application.imageTag",
    "staging: account",
    "production: database.backupRetentionDays",
    "production: network.cidr",
  ]);
});
