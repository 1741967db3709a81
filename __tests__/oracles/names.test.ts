import { configurationOf, type StageInput } from "../../config";
import { checkConfiguration } from "../../config/check";
import { derivedNames, lengthOf, tightest, type DerivedName } from "../../config/derived-names";
import { allStacks, type Stacks } from "../support/prepared";
import { synthesize } from "../support/synthesis";
import type { Block } from "../support/terraform-json";
import { evaluatedStacks } from "./evaluated";

/** One of the longest regions. */
const region = "ap-southeast-1";

const rowOf = (type: string, attribute: string) =>
  derivedNames.find((row) => row.type === type && row.attribute === attribute);

function stacksOf(name: string): Stacks {
  const { accounts, stages } = configurationOf();
  const production = stages["production"] as StageInput;
  const zones = ["a", "b", "c"].map((letter) => `${region}${letter}`);
  const stage = { ...production, region, network: { ...production.network, availabilityZones: zones } };
  const stacks = synthesize(checkConfiguration({ accounts, stages: { [name]: stage } }));
  return Object.fromEntries(Object.entries(stacks).filter(([stack]) => stack.startsWith(`${name}-`)));
}

/** A fixed name that has the name of the stage in it. */
interface Name {
  readonly place: string;
  readonly value: string;
  /** Undefined if the table does not have it. */
  readonly row: DerivedName | undefined;
}

/** The value with a UUID where it has the id of a resource. */
const withUuid = (value: string) => value.replace(/<[^>]*\.id>/, "0".repeat(36));

function namesOf(stage: string, stacks: Stacks): Name[] {
  return Object.entries(evaluatedStacks(stacks)).flatMap(([stack, evaluation]) =>
    Object.entries(evaluation).flatMap(([address, block]) => {
      const [type = ""] = address.split(".");
      const written = stacks[stack]?.resource(address.replace(/\[.*$/, "")) as Block;
      return Object.entries(block as Record<string, unknown>).flatMap(([attribute, value]) =>
        // A reference to the name of another resource is not a name of this one, and JSON with tags is not a name.
        typeof value === "string" &&
        attribute !== "configuration_values" &&
        value.includes(stage) &&
        !/\$\{(aws_|data\.)/.test(String(written[attribute]))
          ? [
              {
                place: `${stack} ${address} ${attribute}`,
                value: withUuid(value),
                row: rowOf(type, attribute),
              },
            ]
          : [],
      );
    }),
  );
}

const allowed = (length: number) => `p${"x".repeat(length - 1)}`;

describe("the names of a stage whose name is as long as possible", () => {
  const stage = allowed(tightest.room);
  const names = namesOf(stage, stacksOf(stage));

  it("are all in the product's table", () => {
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter(({ row }) => row === undefined).map(({ place }) => place)).toEqual([]);
  });

  it.each(derivedNames.map((row) => [row.type, row.attribute, row] as const))(
    "%s %s: the table has the longest one, and AWS accepts it",
    (_, __, row) => {
      const lengths = names.filter((name) => name.row === row).map(({ value }) => value.length);
      expect(Math.max(...lengths)).toBe(lengthOf(row, stage.length));
      expect(Math.max(...lengths)).toBeLessThanOrEqual(row.limit);
    },
  );

  it("leave no room for a longer one", () => {
    expect(names.some(({ value, row }) => value.length === row?.limit)).toBe(true);
  });
});

/** Names that CDKTF, S3 or RDS refuse, or that JavaScript's objects have. */
const refused = [
  ...[allowed(tightest.room + 1), "-dev", "dev-", "a--b", "Dev", "1dev", "dev_1", "my dev", "dev.1", "", "é"],
  ...["constructor\n", "__proto__", "hasOwnProperty", "toString"],
];

describe.each(["stages", "accounts"] as const)("the names of %s", (kind) => {
  const withName = (name: string) => {
    const { accounts, stages } = configurationOf();
    const all = { accounts: { ...accounts }, stages: { staging: stages["staging"] } };
    const value =
      kind === "stages" ? { ...stages["production"] } : { ...accounts["prod"], id: "123456789012" };
    Object.defineProperty(all[kind], name, { value, enumerable: true });
    return all;
  };

  it.each(refused)("%j is refused", (name) => {
    expect(() => checkConfiguration(withName(name))).toThrow(
      `: name: given ${JSON.stringify(name)}; accepted: up to ${tightest.room}`,
    );
  });

  it.each([allowed(tightest.room), "a", "dev-1", "constructor"])("%s is accepted", (name) => {
    expect(() => checkConfiguration(withName(name))).not.toThrow();
  });
});

it.each(["constructor", "toString", "__proto__"])(
  "a stage in an account %s that is not configured is refused",
  (account) => {
    const { accounts, stages } = configurationOf();
    const staging = { ...(stages["staging"] as StageInput), account };
    expect(() => checkConfiguration({ accounts, stages: { staging } })).toThrow(
      `staging: account: given "${account}"; accepted: nonprod, prod`,
    );
  },
);

it("a resource with create_before_destroy has no fixed name", () => {
  const fixedNames = (type: string, block: Block) =>
    ["name", ...derivedNames.filter((row) => row.type === type).map(({ attribute }) => attribute)].filter(
      (name) => name in block && !/prefix|description/.test(name),
    );
  const blocks = Object.entries(allStacks()).flatMap(([stack, { json }]) =>
    Object.entries(json["resource"] ?? {}).flatMap(([type, byName]) =>
      Object.entries(byName).map(
        ([name, block]) => [`${stack} ${type}.${name}`, type, block as Block] as const,
      ),
    ),
  );
  const replacedLate = blocks.filter(([, , block]) => block.lifecycle?.create_before_destroy === true);
  expect(replacedLate.length).toBeGreaterThan(0);
  const fixed = replacedLate.filter(([, type, block]) => fixedNames(type, block).length > 0);
  expect(fixed.map(([place]) => place)).toEqual([]);
});
