import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { changedOutputs, withOutputs } from "../../plan/upstream";

const outputs = (name: string, before: unknown, after: unknown, unknown: unknown = false) =>
  changedOutputs({ output_changes: { [name]: { before, after, after_unknown: unknown } } });

describe("the outputs that a plan changes", () => {
  it("are those with another value", () => {
    expect(outputs("port", 5432, 5432)).toEqual({});
    expect(outputs("port", 5432, 5433)).toEqual({ port: 5433 });
    expect(changedOutputs({})).toEqual({});
  });

  it("have a value of the same format in the place of what is known only after the apply", () => {
    expect(outputs("vpc_id", "vpc-0a1b", null, true)).toEqual({ vpc_id: "vpc-0a10" });
    expect(outputs("arn", "arn:aws:kms:us-east-1:1:key/a-0", null, true)).toEqual({
      arn: "arn:aws:kms:us-east-1:1:key/a-1",
    });
    expect(outputs("subnets", ["subnet-1"], ["subnet-1", null], [false, true])).toEqual({
      subnets: ["subnet-1", "subnet-0"],
    });
    expect(outputs("zones", { a: "subnet-1" }, { a: "subnet-1" }, { b: true })).toEqual({
      zones: { a: "subnet-1", b: "subnet-0" },
    });
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
      ["local-network", { outputs: { vpc_id: "vpc-1", vpc: "x", zones: ["a"], tags: { a: "b" } }, changed }],
    ]);
  let folder = "";
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "upstream-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is not changed, if it reads none of those that change", () => {
    expect(withOutputs(json, new Map(), folder)).toBe(json);
    expect(withOutputs(json, planned("zones", "vpc"), folder)).toBe(json);
    expect(withOutputs({ resource: {} }, planned("vpc_id"), folder)).toEqual({ resource: {} });
  });

  it("reads the planned ones from a state that has only outputs", () => {
    const path = join(folder, "local-network.tfstate");
    expect(withOutputs(json, planned("vpc_id"), folder)).toEqual({
      ...json,
      data: {
        terraform_remote_state: {
          network: { backend: "local", config: { path } },
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
