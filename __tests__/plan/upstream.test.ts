import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Block } from "../../plan/plan-json";
import { mockOf } from "../../plan/mocks";
import { plannedOutputs, plannedReads, readsOf, withOutputs, type PlannedOutputs } from "../../plan/upstream";

const outputs = (name: string, before: unknown, after: unknown, unknown: unknown = false) =>
  plannedOutputs("local-network", { output_changes: { [name]: { before, after, after_unknown: unknown } } });

describe("the outputs that a plan changes", () => {
  it("are those with another value", () => {
    expect(outputs("port", 5432, 5432)).toEqual({
      outputs: { port: 5432 },
      changed: [],
      mocked: [],
      placeholders: new Map(),
    });
    expect(outputs("port", 5432, 5433)).toEqual({
      outputs: { port: 5433 },
      changed: ["port"],
      mocked: [],
      placeholders: new Map(),
    });
    expect(outputs("zone", null, null)).toEqual({
      outputs: { zone: null },
      changed: [],
      mocked: [],
      placeholders: new Map(),
    });
    expect(plannedOutputs("local-network", {})).toEqual({
      outputs: {},
      changed: [],
      mocked: [],
      placeholders: new Map(),
    });
  });

  it("have a value of the same format in the place of what is known only after the apply", () => {
    const planned = (before: unknown, after: unknown, unknown: unknown) =>
      outputs("ids", before, after, unknown).outputs["ids"];
    expect(planned("vpc-0a1b", null, true)).toBe("vpc-0a10");
    expect(planned("arn:aws:kms:us-east-1:1:key/a-0", null, true)).toBe("arn:aws:kms:us-east-1:1:key/a-1");
    expect(planned(["subnet-1"], ["subnet-1", null], [false, true])).toEqual(["subnet-1", "subnet-0"]);
    expect(planned({ a: "subnet-1" }, { a: "subnet-1" }, { b: true })).toEqual({
      a: "subnet-1",
      b: "subnet-0",
    });
    expect(outputs("ids", "vpc-0a1b", null, true)).toMatchObject({ changed: ["ids"], mocked: [] });
    expect(planned(["subnet-1", "subnet-2"], null, true)).toEqual(["subnet-0", "subnet-0"]);
    expect(planned({ a: "subnet-1" }, null, true)).toEqual({ a: "subnet-0" });
    // A number has no other value of the same format, but it is not known.
    expect(outputs("port", 5432, null, true)).toMatchObject({ outputs: { port: 5432 }, changed: ["port"] });
    expect(planned("", null, true)).not.toBe("");
  });

  it("have a mock in the place of what has never been an output", () => {
    const { outputs: made, ...names } = outputs("subnet_ids_by_zone", null, {}, { a: true, b: true });
    const { a, b } = made["subnet_ids_by_zone"] as Record<string, string>;
    expect(names).toMatchObject({ changed: ["subnet_ids_by_zone"], mocked: ["subnet_ids_by_zone"] });
    expect([...names.placeholders.keys()]).toEqual([a, b]);
    expect([a, b]).toEqual([
      expect.stringMatching(/^subnet-[0-9a-f]{17}$/),
      expect.stringMatching(/^subnet-/),
    ]);
    expect(a).not.toBe(b);
    expect(outputs("vpc_id", null, undefined, true).outputs["vpc_id"]).toBe(
      mockOf(["local-network", "vpc_id"]),
    );
    expect(outputs("names", null, undefined, [true]).outputs["names"]).toEqual([
      mockOf(["local-network", "names", "0"]),
    ]);
  });
});

describe("a stack that reads outputs of other stacks", () => {
  const remote = (stack: string) => ({
    backend: "s3",
    config: { key: `${stack}.tfstate`, bucket: "states" },
  });
  const json = {
    data: {
      terraform_remote_state: { network: remote("local-network"), data: remote("local-data") },
    },
    resource: { aws_a: { b: { vpc: "${data.terraform_remote_state.network.outputs.vpc_id}" } } },
  };
  const planned = (...changed: string[]) =>
    new Map([
      [
        "local-network",
        {
          outputs: { vpc_id: "vpc-1", vpc: "x", zones: ["a"], tags: { a: "b" } },
          changed,
          mocked: ["zones", "vpc_id"],
          placeholders: new Map(),
        },
      ],
    ]);
  const read = (configuration: Block, upstream: ReadonlyMap<string, PlannedOutputs>) =>
    withOutputs(configuration, plannedReads(configuration, upstream), folder);
  let folder = "";
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "upstream-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("has a list of them", () => {
    expect(readsOf(json)).toEqual([
      { label: "network", stack: "local-network", outputs: ["vpc_id"] },
      { label: "data", stack: "local-data", outputs: [] },
    ]);
  });

  it("is not changed, if it reads none of those that change", () => {
    expect(read(json, new Map())).toBe(json);
    expect(read(json, planned("zones", "vpc"))).toBe(json);
    expect(read({ resource: {} }, planned("vpc_id"))).toEqual({ resource: {} });
  });

  it("reads the planned ones from a state that has only outputs", () => {
    const path = join(folder, "local-network.tfstate");
    expect(plannedReads(json, planned("vpc_id"))).toMatchObject([
      { provisional: ["local-network.vpc_id"], mocked: ["local-network.vpc_id"] },
    ]);
    expect(read(json, planned("vpc_id"))).toEqual({
      ...json,
      data: {
        terraform_remote_state: {
          network: { backend: "local", config: { path: "local-network.tfstate" } },
          data: remote("local-data"),
        },
      },
    });
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({
      version: 4,
      outputs: {
        vpc_id: { value: "vpc-1", type: "string" },
        zones: { value: ["a"], type: ["list", "string"] },
        tags: { value: { a: "b" }, type: ["map", "string"] },
      },
      resources: [],
    });
  });
});
