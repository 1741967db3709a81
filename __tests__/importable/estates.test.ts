import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformResource } from "cdktf";
import { z } from "zod";
import { estates, references, type Estate, type EstateModule } from "../../importable/estates";
import { estateBlocks } from "../../importable/estates/root";
import { Reference } from "../../importable/hcl";
import { snakeCase } from "../../importable/names";
import { bare, fieldsOf } from "../../importable/schema";
import { variablesOf } from "../../importable/variables";
import {
  isLayer,
  madeInStacks,
  outputsByToken,
  outputsOfLayers,
  resolved,
  valuesOf,
  type Made,
} from "./made";
import { unknownResource } from "./unknown";

const blocks = estates.flatMap(({ modules }) => modules.map((block) => ({ modules, block })));
const find = (modules: readonly EstateModule[], label: string) =>
  modules.find((block) => block.label === label);

let made: Made[] = [];
beforeAll(() => {
  made = madeInStacks();
}, 60_000);

const schemaOf = (path: string) => made.find((one) => one.path === path)?.module.schema as z.ZodObject;

/** The modules of the layers, without those that are parts of another module. */
function parts(): Made[] {
  const others = made.filter((one) => !isLayer(one));
  const constructs = new Set<unknown>(others.map(({ construct }) => construct));
  return others.filter(
    ({ construct }) => !construct.node.scopes.slice(0, -1).some((scope) => constructs.has(scope)),
  );
}

/** The address of a resource with the name of its stack. */
const inStack = (resource: TerraformResource, address: string) =>
  `${resource.cdktfStack.node.id} ${resolved(resource, address).replaceAll(/[^\w.]/g, "")}`;

describe("the examples of whole estates", () => {
  it("set every input that the stacks set from an output of another module or layer", () => {
    const wired = blocks.flatMap(({ modules, block }) =>
      [...valuesOf(schemaOf(block.path), block.values, snakeCase)].flatMap(([input, value]) =>
        references(value).map(
          ({ label }) => `${block.path} ${input.join(".")} ${find(modules, label)?.path}`,
        ),
      ),
    );
    const outputs = outputsByToken(parts());
    const modulesOf = (value: unknown) => (outputs.get(JSON.stringify(value)) ?? []).map(({ path }) => path);
    // The module whose output a layer publishes; undefined if the layer computes the value from it.
    const publishers = (layer: string, output: string) =>
      made
        .filter((one) => one.path === `layers/${layer}`)
        .flatMap(({ construct }) => modulesOf(construct.outputs[output]));
    const needed = [...made.filter(isLayer), ...parts()].flatMap((one) =>
      [...valuesOf(one.module.schema, one.config)].flatMap(([input, value]) => {
        const sources = isLayer(one)
          ? outputsOfLayers(one, value).map(({ layer }) => [`layers/${layer}`])
          : [
              modulesOf(value),
              ...outputsOfLayers(one, value).map(({ layer, output }) => publishers(layer, output)),
            ];
        return sources
          .filter((paths) => paths.length > 0)
          .map((paths) => paths.map((path) => `${one.path} ${input.join(".")} ${path}`));
      }),
    );
    expect(needed.length).toBeGreaterThan(100);
    const absent = needed.filter((wires) => !wires.some((wire) => wired.includes(wire)));
    expect([...new Set(absent.map((wires) => wires.join(" or ")))]).toEqual([]);
  });

  it("have the order of the layers: a module is complete before another where a layer has `depends_on`", () => {
    const modules = parts();
    const ownerOf = (resource: TerraformResource) =>
      modules.find(({ construct }) => resource.node.scopes.includes(construct));
    const resources = modules.flatMap(({ construct }) =>
      construct.node.findAll().filter((one) => TerraformResource.isTerraformResource(one)),
    );
    const byAddress = new Map(resources.map((one) => [inStack(one, one.fqn), one]));
    const pairs = resources.flatMap((resource) =>
      (resource.dependsOn ?? []).flatMap((dependency) => {
        const other = byAddress.get(inStack(resource, dependency));
        const [later, earlier] = [ownerOf(resource), other && ownerOf(other)];
        return later && earlier && later !== earlier ? [[later.path, earlier.path] as const] : [];
      }),
    );
    const before = (modules: readonly EstateModule[], block: EstateModule): string[] =>
      (block.after ?? []).flatMap((label) => {
        const other = find(modules, label);
        return other ? [other.path, ...before(modules, other)] : [];
      });
    const ordered = blocks.flatMap(({ modules, block }) =>
      before(modules, block).map((path) => `${block.path} after ${path}`),
    );
    const needed = [...new Set(pairs.map(([later, earlier]) => `${later} after ${earlier}`))];
    expect(needed.length).toBeGreaterThan(20);
    expect(needed.filter((pair) => !ordered.includes(pair))).toEqual([]);
  });

  it("give objects no attribute that they do not have, which Terraform would ignore", () => {
    const unknown = (schema: z.ZodType, value: unknown, path: string): string[] => {
      const { type } = bare(schema);
      if (value instanceof Reference || typeof value !== "object" || value === null) {
        return [];
      }
      if (type instanceof z.ZodObject) {
        const fields = new Map(fieldsOf(type).map(([name, field]) => [snakeCase(name), field]));
        return Object.entries(value).flatMap(([name, item]) => {
          const field = fields.get(name);
          return field ? unknown(field, item, `${path}.${name}`) : [`${path}.${name}`];
        });
      }
      const inner = type instanceof z.ZodRecord ? type.valueType : (type as z.ZodArray).element;
      return Object.values(value).flatMap((item) => unknown(inner as z.ZodType, item, path));
    };
    expect(blocks.flatMap(({ block }) => unknown(schemaOf(block.path), block.values, block.label))).toEqual(
      [],
    );
  });

  it.each(estates.map((estate) => [estate.name, estate] as const))(
    "in examples/%s have inputs and outputs that the modules have, and an order without a cycle",
    (_, estate) => {
      expect(planned(estate)).toBe("");
    },
  );
});

/** Values of outputs that are known only after an apply. */
const unknownOutputs = {
  text: "${terraform_data.unknown.output}",
  number: "${tonumber(terraform_data.unknown.output)}",
  list: "${tolist(jsondecode(terraform_data.unknown.output))}",
  map: "${tomap(jsondecode(terraform_data.unknown.output))}",
};

/** The errors of a plan of an example whose modules have only their inputs and outputs. */
function planned(estate: Estate): string {
  const folder = mkdtempSync(join(tmpdir(), "estate-"));
  try {
    for (const { path, module } of made) {
      const outputs = Object.entries(module.contract.fields).map(([name, { kind }]) => [
        name,
        { value: unknownOutputs[kind] },
      ]);
      const json = {
        variable: variablesOf(module.schema),
        resource: unknownResource,
        output: Object.fromEntries(outputs),
      };
      mkdirSync(join(folder, "modules", path), { recursive: true });
      writeFileSync(join(folder, "modules", path, "main.tf.json"), JSON.stringify(json));
    }
    const text = estateBlocks({ ...estate, resources: undefined }, { source: (path) => `./modules/${path}` });
    // Its provider is not part of this plan.
    const certificate = "aws_acm_certificate_validation.domain.certificate_arn";
    writeFileSync(join(folder, "main.tf"), text.replace(certificate, "module.domain.certificate_arn"));
    const options = {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: "" },
    } as const;
    execFileSync("terraform", ["get"], options);
    return spawnSync("terraform", ["plan", "-input=false", "-no-color"], options).stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
