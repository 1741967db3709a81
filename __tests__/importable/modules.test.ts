import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalog } from "../../importable/catalog";
import { estates, needsOthers } from "../../importable/estates";
import { filesBelow } from "../../importable/files";
import { writeModules } from "../../importable/package";
import { projectPath } from "../../modules/kit/project-path";
import { allLayers } from "../../modules/layers";
import { allStacks, modulesFolder, stackOf } from "../support/prepared";
import { TerraformJson, type Block } from "../support/terraform-json";

const modules = modulesFolder();

const read = (...path: string[]) => JSON.parse(readFileSync(join(modules, ...path), "utf8")) as Block;

const paths = catalog.map(({ path }) => path);

/** Every file below a folder, by its path. */
function files(root: string): Record<string, string> {
  return Object.fromEntries(filesBelow(root).map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

describe("the importable modules", () => {
  it("are byte for byte the same each time", () => {
    const folder = mkdtempSync(join(tmpdir(), "modules-"));
    try {
      const again = join(folder, "again");
      writeModules(again);
      expect(files(again)).toEqual(files(modules));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each(paths)(
    "have in %s no provider, backend or remote state: these belong to the calling configuration",
    (path) => {
      const everything = ["main", "variables", "outputs", "versions"].map((name) =>
        read(path, `${name}.tf.json`),
      );
      const text = JSON.stringify(everything);
      const [main, , , versions] = everything;
      expect(main).not.toHaveProperty("provider");
      expect(main).not.toHaveProperty("terraform");
      expect(versions.terraform).not.toHaveProperty("backend");
      expect(text).not.toContain('"//"');
      expect(text).not.toContain("terraform_remote_state");
      expect(text).not.toMatch(/TfToken|\$\{TOKEN/);
      for (const { source, version } of Object.values<Block>(versions.terraform.required_providers)) {
        expect(source).toMatch(/^hashicorp\//);
        expect(version).toMatch(/^>= [\d.]+, < [\d.]+$/);
      }
      for (const asset of text.match(/[^"]*assets\/[^"]*/g) ?? []) {
        expect(asset).toContain("${path.module}/assets/");
      }
    },
  );

  it.each(paths)("name in %s no partition, so that it works in aws-cn and aws-us-gov as well", (path) => {
    expect(JSON.stringify(read(path, "main.tf.json"))).not.toMatch(/arn:aws[a-z-]*:/);
  });

  it.each(paths)("describe every input and output of %s", (path) => {
    const { variable } = read(path, "variables.tf.json");
    const { output } = read(path, "outputs.tf.json");
    for (const { description } of [...Object.values<Block>(variable), ...Object.values<Block>(output)]) {
      expect(description.length).toBeGreaterThan(5);
    }
    const page = readFileSync(join(modules, path, "README.md"), "utf8");
    for (const name of [...Object.keys(variable), ...Object.keys(output)]) {
      expect(page).toContain(`| \`${name}\` |`);
    }
  });

  it.each(paths)("list in the README of %s every resource, data source and ephemeral resource", (path) => {
    const main = read(path, "main.tf.json");
    const page = readFileSync(join(modules, path, "README.md"), "utf8");
    for (const [kind, prefix] of [
      ["resource", ""],
      ["data", "data."],
      ["ephemeral", "ephemeral."],
    ] as const) {
      for (const [type, byName] of Object.entries((main[kind] ?? {}) as Block)) {
        for (const name of Object.keys(byName as Block)) {
          expect(page).toContain(`- \`${prefix}${type}.${name}\``);
        }
      }
    }
  });

  it("are as many as README.md says", () => {
    const readme = readFileSync(projectPath("README.md"), "utf8");
    const counts = [...readme.matchAll(/(\d+) (?:importable )?modules(?: in dist|, compiled)/g)];
    expect(counts.map(([, count]) => Number(count))).toEqual([paths.length, paths.length]);
  });

  it("say what they need if they are used after others in the example of a whole estate", () => {
    const used = estates.flatMap(({ modules: blocks }) => blocks);
    expect([...new Set(used.map(({ path }) => path))].sort()).toEqual([...paths].sort());
    for (const { path, label, after = [] } of used.filter(needsOthers)) {
      const page = readFileSync(join(modules, path, "README.md"), "utf8");
      const [, needs = ""] = page.split("## Needs");
      expect(needs).toContain(`module "${label}"`);
      for (const other of after) {
        expect(needs).toContain(`module.${other}`);
      }
    }
  });

  it.each(allLayers)("have in layers/%s the same addresses as the stack", (layer) => {
    const account = layer === "bootstrap" ? "prod" : "production";
    const stack = stackOf(allStacks(), `${account}-${layer}`);
    const module = new TerraformJson(read("layers", layer, "main.tf.json"));
    // The stack of an account has other modules beside the layer.
    const others = /\.(github_roles|registry_policy|registry_replication)/;
    const ofLayer = stack.addresses().filter((address) => !others.test(address));
    expect(module.addresses().sort()).toEqual(ofLayer.sort());
    expect(Object.keys(read("layers", layer, "outputs.tf.json").output)).toEqual(
      Object.keys(stack.outputs()),
    );
  });
});
