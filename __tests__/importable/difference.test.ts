import { differencesOf, type ModuleSurface, type Release } from "../../importable/difference";
import { changelogEntry, lowestVersion, refusal, upgradingPage } from "../../importable/upgrading";

const text = { type: "string", nullable: false } as const;

const surface: ModuleSurface = {
  variables: {
    name: { ...text, description: "Prefix." },
    size: {
      ...text,
      description: "Size.",
      default: "small",
      validation: [{ condition: "${a}", error_message: "a" }],
    },
  },
  outputs: ["id"],
  resources: ["aws_vpc.network", "aws_subnet.network_private"],
  requirements: { terraform: ">= 1.11.0", aws: ">= 5.100, < 6.0" },
};

const release = (version: string, network: ModuleSurface, others: Release["modules"] = {}): Release => ({
  version,
  modules: { network, ...others },
});

const old = release("1.4.0", surface);
const reported = (changed: Partial<ModuleSurface>, version = "1.5.0") =>
  differencesOf(old, release(version, { ...surface, ...changed })).map(
    ({ kind, text }) => `${kind}: ${text}`,
  );

const { name, size } = surface.variables as {
  name: typeof text & { description: string };
  size: typeof text & { description: string; default: string };
};

describe("a new version of the modules", () => {
  it.each<[string, Partial<ModuleSurface>, string[]]>([
    ["nothing", {}, []],
    ["an input that is removed", { variables: { name } }, ["breaking: input `size` was removed"]],
    [
      "a new required input",
      { variables: { ...surface.variables, zone: { ...text, description: "Zone." } } },
      ["breaking: input `zone` is new and required"],
    ],
    [
      "a new optional input",
      { variables: { ...surface.variables, zone: { ...text, description: "Zone.", default: "a" } } },
      ["additional: input `zone` is new"],
    ],
    [
      "an input that is renamed",
      { variables: { prefix: { ...text, description: "Prefix." }, size } },
      ["breaking: input `name` is now called `prefix`"],
    ],
    [
      "another type of an input",
      { variables: { name: { ...name, type: "number" }, size } },
      ["breaking: input `name`: its type was `string`, and is `number`"],
    ],
    [
      "another default",
      { variables: { name, size: { ...size, default: "large" } } },
      ['breaking: input `size`: its default was `"small"`, and is `"large"`'],
    ],
    [
      "a stricter validation",
      { variables: { name: { ...name, validation: [{ condition: "${b}", error_message: "b" }] }, size } },
      ["breaking: input `name` has stricter or different validation"],
    ],
    [
      "a less strict validation",
      { variables: { name, size: { ...text, description: "Size.", default: "small" } } },
      ["additional: input `size` has less validation"],
    ],
    [
      "another description",
      { variables: { name: { ...name, description: "Name." }, size } },
      ["changed: input `name` is described as: Name."],
    ],
    ["an output that is removed", { outputs: [] }, ["breaking: output `id` was removed"]],
    ["a new output", { outputs: ["id", "arn"] }, ["additional: output `arn` is new"]],
    [
      "a resource with another address",
      { resources: ["aws_vpc.main", "aws_subnet.network_private"] },
      ["breaking: resource `aws_vpc.network` has the address `aws_vpc.main`"],
    ],
    [
      "a resource that is removed",
      { resources: ["aws_vpc.network"] },
      ["breaking: resource `aws_subnet.network_private` was removed"],
    ],
    [
      "another version of a provider",
      { requirements: { ...surface.requirements, aws: ">= 6.0, < 7.0" } },
      ["breaking: aws: asked for is `>= 6.0, < 7.0`, which was `>= 5.100, < 6.0`"],
    ],
  ])("reports %s", (_, changed, expected) => {
    expect(reported(changed)).toEqual(expected);
  });

  it.each<[string, string, string, string[]]>([
    [
      "a new optional attribute, although it has a validation",
      "object({ name = string })",
      'object({ name = string, size = optional(string, "a, (b") })',
      ["additional: input `options.size` is new"],
    ],
    [
      "a new required attribute",
      "map(object({ name = string }))",
      "map(object({ name = string, size = string }))",
      ["breaking: input `options.*.size` is new and required"],
    ],
    [
      "an attribute of an inner object that is removed",
      "object({ api = optional(object({ size = optional(string), cpu = string }), {}) })",
      "object({ api = optional(object({ cpu = string }), {}) })",
      ["breaking: input `options.api.size` was removed"],
    ],
    [
      "another default of an attribute",
      'object({ cpu = optional(string, "1"), name = string })',
      'object({ cpu = optional(string, "2"), name = string })',
      ['breaking: input `options.cpu`: its type was `optional(string, "1")`, and is `optional(string, "2")`'],
    ],
    [
      "an object that becomes a map",
      "object({ name = string })",
      "map(object({ name = string }))",
      [
        "breaking: input `options.name` was removed",
        "breaking: input `options.*.name` is new and required",
        "breaking: input `options`: its type was `object`, and is `map(object)`",
      ],
    ],
  ])("reports, in the type of an input, %s", (_, before, after, expected) => {
    const options = (type: string) => ({
      ...surface,
      variables: {
        options: {
          type,
          nullable: false,
          description: "Options.",
          validation: [...type.matchAll(/size = optional/g)].map(() => ({
            condition: '${can(regex("^a", var.options.size))}',
            error_message: "a",
          })),
        },
      },
    });
    const differences = differencesOf(release("1.4.0", options(before)), release("1.5.0", options(after)));
    const reported = differences.map(({ kind, text }) => `${kind}: ${text}`);
    expect(reported.filter((text) => !text.includes("less validation"))).toEqual(expected);
  });

  it("reports modules that are removed and added", () => {
    const found = differencesOf(
      release("1.0.0", surface, { gone: surface }),
      release("2.0.0", surface, { new: surface }),
    );
    expect(found.map(({ kind, module }) => `${kind} ${module}`)).toEqual(["breaking gone", "additional new"]);
  });
});

describe("the version number of a release", () => {
  const breaking = differencesOf(old, release("1.5.0", { ...surface, outputs: [] }));
  const additional = differencesOf(old, release("1.5.0", { ...surface, outputs: ["id", "arn"] }));

  it("is a new major version for breaking changes, a new minor version for additions", () => {
    expect(lowestVersion("1.4.0", breaking)).toBe("2.0.0");
    expect(lowestVersion("1.4.0", additional)).toBe("1.5.0");
    expect(lowestVersion("1.4.0", [])).toBe("1.4.1");
    expect(lowestVersion("0.4.0", breaking)).toBe("0.5.0");
  });

  it("is refused in one line if it is too low", () => {
    const minor = release("1.5.0", { ...surface, outputs: [] });
    expect(refusal(old, minor, breaking)).toBe(
      "version: given 1.5.0, with breaking changes since 1.4.0; accepted: 2.0.0 or higher",
    );
    expect(refusal(old, { ...minor, version: "2.0.0" }, breaking)).toBeUndefined();
    expect(refusal(old, { ...minor, version: "1.4.1" }, additional)).toMatch(/accepted: 1\.5\.0 or higher$/);
    expect(refusal(old, { ...minor, version: "1.4.0" }, [])).toBeUndefined();
  });
});

describe("the changelog and the upgrade guide", () => {
  const now = release("2.0.0", { ...surface, resources: ["aws_vpc.main", "aws_subnet.network_private"] });
  const found = differencesOf(old, now);

  it("list breaking changes first", () => {
    expect(changelogEntry(now, found)).toBe(
      "## 2.0.0\n\n### Breaking\n\n- **network**: resource `aws_vpc.network` has the address `aws_vpc.main`\n",
    );
    expect(changelogEntry(now, [])).toContain("No change for users of the modules.");
  });

  it("contain the moved blocks, ready to copy", () => {
    expect(upgradingPage(old, now, found)).toContain(
      "moved {\n  from = module.network.aws_vpc.network\n  to   = module.network.aws_vpc.main\n}\n",
    );
  });
});
