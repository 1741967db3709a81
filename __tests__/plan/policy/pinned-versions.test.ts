import type { Block } from "../../../plan/plan-json";
import { policyRows } from "../../../plan/policy";
import { Permissions } from "../../../plan/policy/permissions";
import { planned } from "../review/plans";
import { rowsOf } from "./checked";

describe("the rule about versions", () => {
  const release = (after: Block, before: Block | null = null) =>
    planned("helm_release.a", [before ? "update" : "create"], before, after);
  const chart = { name: "a", chart: "a", repository: "https://example.com", version: "1.2.3" };
  it.each<[string, Block, string[]]>([
    ["an exact version", chart, []],
    [
      "a range",
      { ...chart, version: "^1.2.3" },
      ["refused helm_release.a: the version of its chart is not exact: ^1.2.3"],
    ],
    [
      "a minor version",
      { ...chart, version: "1.2" },
      ["refused helm_release.a: the version of its chart is not exact: 1.2"],
    ],
    [
      "no version",
      { ...chart, version: null },
      ["refused helm_release.a: the version of its chart is not exact: none"],
    ],
    ["a chart of this project", { name: "a", chart: "./assets/a" }, []],
    [
      "a tag that moves",
      { ...chart, values: ["a:\n  image: nginx:latest\n"] },
      ["refused helm_release.a: the image nginx:latest has no fixed tag"],
    ],
    [
      "a tag that moves beside its repository",
      { ...chart, values: ["image: {repository: b/nginx, tag: latest}"] },
      ["refused helm_release.a: the image b/nginx:latest has no fixed tag"],
    ],
    ["a digest", { ...chart, values: [`image: nginx:latest@sha256:${"0".repeat(64)}`] }, []],
    ["a repository with a port, and a tag", { ...chart, values: ["image: localhost:5000/nginx:1.2"] }, []],
    ["a tag of the chart", { ...chart, values: ["image: {repository: b/nginx}"] }, []],
  ])("%s", async (_, after, expected) => {
    expect(await rowsOf([release(after)])).toEqual(expected);
    expect(await rowsOf([release(after, after)])).toEqual([]);
  });

  it("reads the images of rendered objects", () => {
    const objects = (image: string) =>
      new Map([
        [
          "Deployment/a",
          { kind: "Deployment", metadata: { name: "a" }, spec: { containers: [{ name: "a", image }] } },
        ],
      ]);
    const change = {
      address: "helm_release.a",
      type: "helm_release",
      actions: ["create"],
      before: undefined,
      after: { name: "a", chart: "./a" },
      afterUnknown: {},
    };
    const of = (image: string, before?: string) =>
      policyRows(
        {
          stack: "staging-platform",
          plan: {},
          changes: [change],
          blocks: new Map(),
          baseBlocks: undefined,
          configuration: {},
          baseConfiguration: undefined,
          placeholders: [],
          tags: {},
          rendered: () => ({
            before: before === undefined ? new Map() : objects(before),
            after: objects(image),
            hooks: new Map(),
            isOfOneChart: false,
          }),
        },
        new Permissions([], "2026-11-30"),
      ).map(({ sentence }) => sentence);
    expect(of("registry:5000/nginx")).toEqual(["the image registry:5000/nginx has no fixed tag"]);
    expect(of("registry:5000/nginx", "registry:5000/nginx")).toEqual([]);
    expect(of("registry:5000/nginx:1.27")).toEqual([]);
  });

  const resource = (type: string, block: Block): Block => ({ resource: { [type]: { a: block } } });
  it.each<[string, string]>([
    ["aws_eks_addon", "addon_version"],
    ["aws_eks_cluster", "version"],
    ["aws_db_instance", "engine_version"],
  ])("%s has its version in the configuration", async (type, name) => {
    const change = (before: Block | null) =>
      planned(`${type}.a`, [before ? "update" : "create"], before, {}, { after_unknown: { [name]: true } });
    const [without, withVersion] = [resource(type, {}), resource(type, { [name]: "1" })];
    const refused = [`refused ${type}.a: has no ${name}: AWS chooses it`];
    expect(await rowsOf([change(null)], { configuration: without })).toEqual(refused);
    expect(await rowsOf([change({})], { configuration: without })).toEqual([]);
    expect(await rowsOf([change({})], { configuration: without, baseConfiguration: without })).toEqual([]);
    expect(await rowsOf([change({})], { configuration: without, baseConfiguration: withVersion })).toEqual(
      refused,
    );
    expect(await rowsOf([change(null)], { configuration: withVersion })).toEqual([
      `undecided ${type}.a: ${name} is not known yet`,
    ]);
  });

  it("providers have exact versions, as far as the base had them", async () => {
    const provider = (version?: string): Block => ({
      terraform: { required_providers: { aws: { source: "aws", version } } },
    });
    const refused = (version: string) => [
      `refused terraform.required_providers.aws: the version of the provider is not exact: ${version}`,
    ];
    expect(await rowsOf([], { configuration: provider("5.100.0") })).toEqual([]);
    expect(await rowsOf([], { configuration: provider("= 5.100.0") })).toEqual([]);
    expect(await rowsOf([], { configuration: provider(">= 5.0") })).toEqual(refused(">= 5.0"));
    expect(await rowsOf([], { configuration: provider() })).toEqual(refused("none"));
    expect(
      await rowsOf([], { configuration: provider(">= 5.0"), baseConfiguration: provider(">= 5.0") }),
    ).toEqual([]);
    expect(
      await rowsOf([], { configuration: provider(">= 5.0"), baseConfiguration: provider("5.100.0") }),
    ).toEqual(refused(">= 5.0"));
  });
});
