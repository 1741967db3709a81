import { layers } from "../../modules/layers";
import { layerContracts } from "../../modules/layers/contracts";
import { stackOf, synthesize, type TerraformJson } from "../support/synthesis";

const stages = ["local", "staging", "production"];

let stacks: Record<string, TerraformJson>;
beforeAll(() => {
  stacks = synthesize();
});

/** Every `data.terraform_remote_state.<name>.outputs.<output>` in a stack. */
function reads(stack: TerraformJson): { state: string; output: string }[] {
  const text = JSON.stringify(stack.json);
  return [...text.matchAll(/data\.terraform_remote_state\.([a-z_]+)\.outputs\.([a-z_]+)/g)].map(
    ([, state = "", output = ""]) => ({ state, output }),
  );
}

describe("the contracts between layers", () => {
  it.each(layers)("%s publishes its contract in every stage, and nothing else", (layer) => {
    const fields = Object.entries(layerContracts[layer].fields);
    for (const stage of stages) {
      const outputs = Object.entries(stackOf(stacks, `${stage}-${layer}`).outputs());
      expect(outputs.map(([output, { description }]) => [output, description]).sort()).toEqual(
        fields.map(([field, { description }]) => [field, description]).sort(),
      );
    }
  });

  it("are the only way by which layers meet", () => {
    for (const stack of Object.values(stacks)) {
      expect(Object.keys(stack.outputs()).filter((name) => name.startsWith("cross-stack"))).toEqual([]);
    }
  });

  it("hold every output that a layer reads, in the state that it reads it from", () => {
    const seen = Object.entries(stacks).flatMap(([reader, stack]) =>
      reads(stack).map(({ state, output }) => {
        const key = stack.json["data"]?.["terraform_remote_state"]?.[state]?.config.key as unknown;
        const publisher = String(key).replace(/\.tfstate$/, "");
        expect(Object.keys(stackOf(stacks, publisher).outputs())).toContain(output);
        return `${reader} < ${publisher}`;
      }),
    );
    expect(new Set(seen)).toEqual(
      new Set([
        ...stages.flatMap((stage) => [
          `${stage}-data < ${stage}-network`,
          `${stage}-cluster < ${stage}-network`,
          `${stage}-platform < ${stage}-network`,
          `${stage}-platform < ${stage}-data`,
          `${stage}-platform < ${stage}-cluster`,
        ]),
        "local-platform < emulator-bootstrap",
        "staging-platform < nonprod-bootstrap",
        "production-platform < prod-bootstrap",
      ]),
    );
  });

  it("lie in the account's bucket, one key a stack, under S3's own lock", () => {
    for (const [name, stack] of Object.entries(stacks)) {
      const backend = stack.json["terraform"]?.["backend"]?.["s3"];
      expect(backend).toMatchObject({ key: `${name}.tfstate`, use_lockfile: true, encrypt: true });
      expect(backend).not.toHaveProperty("dynamodb_table");
    }
    const buckets = ["local", "staging", "production"].map(
      (stage) => stackOf(stacks, `${stage}-data`).json["terraform"]?.["backend"]?.["s3"].bucket,
    );
    expect(new Set(buckets).size).toBe(3);
  });
});
