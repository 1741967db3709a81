import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { TerraformOutput, Testing } from "cdktf";
import { z } from "zod";
import { configurationOfVariables } from "../../../importable/config";
import { asVariables } from "../../../importable/examples";
import { variablesOf } from "../../../importable/variables";
import { ReadableStack } from "../../../modules/kit/readable-stack";
import * as terms from "../../../modules/kit/terms";
import { testApp } from "../../support/app";
import { evaluate } from "../../support/evaluation";

const schema = z.strictObject({
  flag: z.boolean(),
  size: z.number(),
  word: z.enum(["none", "one", "all"]),
  text: z.string().optional(),
  object: z.strictObject({ id: z.string(), zoneIds: z.array(z.string()) }).optional(),
  list: z.array(z.string()),
  map: z.record(z.string(), z.string()),
  fixed: z.record(z.string(), z.string()),
  objects: z.record(z.string(), z.strictObject({ size: z.number() })),
});

type Config = z.infer<typeof schema>;

/** A term of each function of terms.ts. */
const termsOf = ({
  flag,
  size,
  word,
  text,
  object,
  list,
  map,
  fixed,
  objects,
}: Config): Record<string, unknown> => ({
  choose: terms.choose(flag, "yes", undefined),
  chooseNumber: terms.choose(flag, 30, 0),
  chooseList: terms.choose(flag, list, undefined),
  chooseNoList: terms.choose(flag, [], list),
  chooseObject: terms.choose<object>(flag, { minAvailable: 1 }, {}),
  not: terms.not(flag),
  isSame: terms.isSame(word, "one"),
  isAbove: terms.isAbove(size, 0),
  isGiven: terms.isGiven(text),
  fieldIn: terms.choose(terms.isGiven(object), terms.fieldIn(object, "id"), "none"),
  listIn: terms.choose(terms.isGiven(object), terms.listIn(object, "zoneIds"), []),
  isOther: terms.isOther(text, "^https://"),
  wholeTimes: terms.wholeTimes(size, 0.8),
  isOneOf: terms.isOneOf(word, ["one", "all"]),
  givenOr: terms.givenOr(text, "other"),
  unlessEmpty: terms.unlessEmpty(map),
  unlessNone: terms.unlessNone(list),
  partOf: terms.partOf(word, "^[a-z]{2}"),
  greatest: terms.greatest(size, 2),
  least: terms.least(size, 2),
  joined: terms.joined(["first"], list),
  format: terms.format("%s of %s", word, size),
  mapRecord: terms.mapRecord(objects, (field) => ({ requests: { cpu: field("size") } })),
  nameEach: terms.nameEach(list, "%s/%s", "prefix"),
  omitKeys: terms.omitKeys(map, ["a"]),
  pickKeys: terms.pickKeys(map, ["a"]),
  keysOf: terms.keysOf(map),
  valuesOf: terms.valuesOf(map),
  valueOf: terms.valueOf(fixed, "key"),
  valueIfAny: terms.valueIfAny(map, "a"),
  merged: terms.merged(map, { a: "3" }),
  sizeOf: terms.sizeOf(list),
  firstOf: terms.firstOf(terms.keysOf(fixed)),
  sorted: terms.sorted(list),
  numbered: terms.numbered(size),
  matching: terms.matching(list, "^x.*$"),
});

function stackOf(config: Config) {
  const stack = new ReadableStack(testApp(), "stack");
  const optional = new CloudwatchLogGroup(stack, "optional", { count: terms.onlyIf(config.flag) });
  const unless = new CloudwatchLogGroup(stack, "unless", { count: terms.unlessIf(config.flag) });
  if (terms.mayHave(config.map)) {
    new CloudwatchLogGroup(stack, "may_have", { forEach: terms.eachOf(config.map) });
  }
  const listed = terms.eachOf(config.list);
  const each = new CloudwatchLogGroup(stack, "each", { forEach: listed, name: `name-${listed.value}` });
  new CloudwatchLogGroup(stack, "beside", {
    forEach: listed,
    name: terms.instance(each, listed.value, "name"),
  });
  const mapped = terms.eachOf(config.map);
  new CloudwatchLogGroup(stack, "mapped", { forEach: mapped, name: `${mapped.key}-${mapped.value}` });
  new CloudwatchLogGroup(stack, "numbered", { forEach: terms.eachOf(terms.numbered(config.size)) });
  const outputs = {
    ...termsOf(config),
    ifAny: terms.ifAny(optional, "arn"),
    ifAnyUnless: terms.ifAny(unless, "arn"),
    all: terms.all(each, "name"),
    byKey: terms.byKey(each, "name"),
  };
  for (const [name, value] of Object.entries(outputs)) {
    new TerraformOutput(stack, `output_${name}`, { value }).overrideLogicalId(name);
  }
  return JSON.parse(Testing.synth(stack));
}

const full: Config = {
  flag: true,
  size: 3,
  word: "all",
  text: "oci://example.com",
  object: { id: "Z1", zoneIds: ["Z1", "Z2"] },
  list: ["y", "x"],
  map: { b: "2", a: "1" },
  fixed: { key: "value" },
  objects: { y: { size: 2 }, x: { size: 1 } },
};
const empty: Config = {
  flag: false,
  size: 0,
  word: "none",
  list: [],
  map: {},
  fixed: { key: "other" },
  objects: {},
};

let evaluations: ReturnType<typeof evaluate>;
beforeAll(() => {
  const variables = variablesOf(schema);
  const module = stackOf(configurationOfVariables(schema) as Config);
  evaluations = evaluate({
    "full values": { json: stackOf(full) },
    "full variables": { json: module, variables, values: asVariables(schema, full) },
    "empty values": { json: stackOf(empty) },
    "empty variables": { json: module, variables, values: asVariables(schema, empty) },
  });
});

describe("a term", () => {
  const expected = {
    full: {
      choose: "yes",
      chooseNumber: 30,
      chooseList: ["y", "x"],
      chooseNoList: [],
      chooseObject: { minAvailable: 1 },
      not: false,
      isSame: false,
      isAbove: true,
      isGiven: true,
      isOneOf: true,
      givenOr: "oci://example.com",
      unlessEmpty: { a: "1", b: "2" },
      unlessNone: ["y", "x"],
      partOf: "al",
      greatest: 3,
      least: 2,
      joined: ["first", "y", "x"],
      fieldIn: "Z1",
      listIn: ["Z1", "Z2"],
      isOther: true,
      wholeTimes: 2,
      format: "all of 3",
      mapRecord: { x: { requests: { cpu: 1 } }, y: { requests: { cpu: 2 } } },
      nameEach: { x: "prefix/x", y: "prefix/y" },
      omitKeys: { b: "2" },
      pickKeys: { a: "1" },
      keysOf: ["a", "b"],
      valuesOf: ["1", "2"],
      valueOf: "value",
      valueIfAny: "1",
      merged: { a: "3", b: "2" },
      sizeOf: 2,
      firstOf: "key",
      sorted: ["x", "y"],
      numbered: ["1", "2", "3"],
      matching: ["x"],
      ifAny: "<aws_cloudwatch_log_group.optional.arn>",
      ifAnyUnless: undefined,
      all: ["name-x", "name-y"],
      byKey: { x: "name-x", y: "name-y" },
    },
    empty: {
      choose: undefined,
      chooseNumber: 0,
      chooseList: undefined,
      chooseNoList: [],
      chooseObject: {},
      not: true,
      isSame: false,
      isAbove: false,
      isGiven: false,
      isOneOf: false,
      givenOr: "other",
      unlessEmpty: undefined,
      unlessNone: undefined,
      partOf: "no",
      greatest: 2,
      least: 0,
      joined: ["first"],
      fieldIn: "none",
      listIn: [],
      isOther: false,
      wholeTimes: 0,
      format: "none of 0",
      mapRecord: {},
      nameEach: {},
      omitKeys: {},
      pickKeys: {},
      keysOf: [],
      valuesOf: [],
      valueOf: "other",
      valueIfAny: undefined,
      merged: { a: "3" },
      sizeOf: 0,
      firstOf: "key",
      sorted: [],
      numbered: [],
      matching: [],
      ifAny: undefined,
      ifAnyUnless: "<aws_cloudwatch_log_group.unless.arn>",
      all: [],
      byKey: {},
    },
  };

  it.each(Object.keys(expected.full))("%s has the same result with values and with variables", (name) => {
    for (const [kind, values] of Object.entries(expected)) {
      for (const form of ["values", "variables"]) {
        const { value } = evaluations[`${kind} ${form}`]?.[`output.${name}`] ?? {};
        expect([form, value]).toEqual([form, values[name as keyof typeof values]]);
      }
    }
  });

  it("is tested here if it is exported", () => {
    const tested = [...Object.keys(expected.full), "onlyIf", "unlessIf", "mayHave", "eachOf", "instance"];
    expect(Object.keys(terms).filter((name) => !tested.includes(name))).toEqual([]);
  });
});

describe("resources", () => {
  it.each([
    [
      "full",
      {
        "optional[0]": undefined,
        'each["x"]': "name-x",
        'each["y"]': "name-y",
        'beside["x"]': "name-x",
        'beside["y"]': "name-y",
        'mapped["a"]': "a-1",
        'mapped["b"]': "b-2",
        'may_have["a"]': undefined,
        'may_have["b"]': undefined,
        'numbered["1"]': undefined,
        'numbered["2"]': undefined,
        'numbered["3"]': undefined,
      },
    ],
    ["empty", { unless: undefined }],
  ])("of %s values have the instances that the terms give, and refer to each other", (kind, names) => {
    for (const form of ["values", "variables"]) {
      const type = "aws_cloudwatch_log_group.";
      const found = Object.entries(evaluations[`${kind} ${form}`] ?? {}).flatMap(([address, { name }]) =>
        // Terraform moves a resource to index 0 by itself.
        address.startsWith(type) ? [[address.slice(type.length).replace("unless[0]", "unless"), name]] : [],
      );
      expect([form, Object.fromEntries(found)]).toStrictEqual([form, names]);
    }
  });
});
