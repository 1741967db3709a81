import { TerraformStack } from "cdktf";
import { layers } from "../../modules/layers";
import { layerContracts } from "../../modules/layers/contracts";
import { addStacks } from "../../stacks";
import { testApp } from "../support/app";
import { configurations, stackOf } from "../support/prepared";
import type { Block, TerraformJson } from "../support/terraform-json";

/** Every `data.terraform_remote_state.<name>.outputs.<output>` in a stack. */
function reads(stack: TerraformJson): { state: string; output: string }[] {
  const text = JSON.stringify(stack.json);
  return [...text.matchAll(/data\.terraform_remote_state\.([a-z_]+)\.outputs\.([a-z_]+)/g)].map(
    ([, state = "", output = ""]) => ({ state, output }),
  );
}

const backendOf = (stack: TerraformJson) => stack.json["terraform"]?.["backend"]?.["s3"] as Block;

describe.each(configurations())("the contracts between layers, with %s", (_, { configuration, stacks }) => {
  const stages = Object.entries(configuration.stages);

  it.each(layers)("%s publishes its contract in every stage, and nothing else", (layer) => {
    const fields = Object.entries(layerContracts[layer].fields);
    for (const [stage] of stages) {
      const outputs = Object.entries(stackOf(stacks, `${stage}-${layer}`).outputs());
      expect(outputs.map(([output, { description }]) => [output, description]).sort()).toEqual(
        fields.map(([field, { description }]) => [field, description]).sort(),
      );
    }
  });

  it("contain every output that another layer reads, in the state that it reads", () => {
    const seen = Object.entries(stacks).flatMap(([reader, stack]) =>
      reads(stack).map(({ state, output }) => {
        const config = stack.json["data"]?.["terraform_remote_state"]?.[state]?.config as Block;
        const publisher = String(config.key).replace(/\.tfstate$/, "");
        expect(Object.keys(stackOf(stacks, publisher).outputs())).toContain(output);
        expect(config.bucket).toBe(backendOf(stackOf(stacks, publisher)).bucket);
        return `${reader} < ${publisher}`;
      }),
    );
    expect(new Set(seen)).toEqual(
      new Set(
        stages.flatMap(([stage, { account }]) => [
          `${stage}-data < ${stage}-network`,
          `${stage}-cluster < ${stage}-network`,
          `${stage}-platform < ${stage}-network`,
          `${stage}-platform < ${stage}-data`,
          `${stage}-platform < ${stage}-cluster`,
          `${stage}-platform < ${account}-bootstrap`,
        ]),
      ),
    );
  });

  it("are all that a stack reads from another one", () => {
    const app = testApp();
    addStacks(app, configuration);
    const paths = () => app.node.findAll().map(({ node }) => node.path);
    const before = paths();
    for (const stack of app.node.children.filter((child) => TerraformStack.isStack(child))) {
      // A synthesis omits this step of cdktf, which adds an output for each reference to a resource of another stack.
      TerraformStack.prototype.prepareStack.call(stack);
    }
    expect(paths()).toEqual(before);
  });

  it("are stored in the bucket of the account, one key for each stack, locked by S3", () => {
    for (const [name, stack] of Object.entries(stacks)) {
      const backend = backendOf(stack);
      expect(backend).toMatchObject({ key: `${name}.tfstate`, use_lockfile: true, encrypt: true });
      expect(backend).not.toHaveProperty("dynamodb_table");
    }
    for (const [stage, { account }] of stages) {
      for (const layer of layers) {
        expect(backendOf(stackOf(stacks, `${stage}-${layer}`)).bucket).toBe(
          backendOf(stackOf(stacks, `${account}-bootstrap`)).bucket,
        );
      }
    }
    const buckets = Object.keys(configuration.accounts).map(
      (account) => backendOf(stackOf(stacks, `${account}-bootstrap`)).bucket,
    );
    expect(new Set(buckets).size).toBe(buckets.length);
  });
});
