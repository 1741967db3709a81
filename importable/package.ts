import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectPath } from "../modules/kit/project-path";
import { catalog, type CatalogEntry } from "./catalog";
import { indexFile } from "./difference";
import { asVariables, basicExample, completeExample } from "./examples";
import { estates } from "./estates";
import { estateRoot } from "./estates/root";
import { literal } from "./hcl";
import { moduleBlock, readme } from "./readme";
import { withTerraformModule, type TerraformModule } from "./terraform";

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** Provider blocks of the examples. Users replace them by their own. */
const providerBlocks: Record<string, string> = {
  aws: 'provider "aws" {\n  region = "us-east-1"\n}\n',
  helm: 'provider "helm" {\n  kubernetes = {\n    config_path = "~/.kube/config"\n  }\n}\n',
  kubernetes: 'provider "kubernetes" {\n  config_path = "~/.kube/config"\n}\n',
};

/** A root module that calls a module. */
export function exampleRoot(
  { path, module }: CatalogEntry,
  { terraform }: TerraformModule,
  values: Record<string, unknown>,
  source: string,
): string {
  const name = (path.split("/").at(-1) ?? path).replaceAll("-", "_");
  const providers = Object.entries(terraform.required_providers);
  const required = Object.fromEntries(providers);
  return [
    `terraform {\n  required_version = ${literal(terraform.required_version)}\n\n  required_providers ${literal(required, "  ")}\n}\n`,
    ...providers.map(([provider]) => providerBlocks[provider] ?? ""),
    `${moduleBlock(name, source, asVariables(module.schema, values))}\n`,
    `output ${JSON.stringify(name)} {\n  value = module.${name}\n}\n`,
  ].join("\n");
}

function writeModule(entry: CatalogEntry, folder: string): void {
  withTerraformModule(entry, (made) => {
    const write = (name: string, text: string) => {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    };
    write("main.tf.json", json(made.main));
    write("variables.tf.json", json({ variable: made.variables }));
    write("outputs.tf.json", json({ output: made.outputs }));
    write("versions.tf.json", json({ terraform: made.terraform }));
    write("README.md", readme(entry, made));
    const { schema } = entry.module;
    write("examples/basic/main.tf", exampleRoot(entry, made, basicExample(schema), "../.."));
    write("examples/complete/main.tf", exampleRoot(entry, made, completeExample(schema), "../.."));
    const assets = join(made.folder, "assets");
    if (existsSync(assets)) {
      cpSync(assets, join(folder, "assets"), { recursive: true });
    }
  });
}

/**
 * Writes all modules of the catalog into a folder. It replaces the folder after all modules are written. The same input
 * gives the same bytes.
 */
export function writeModules(folder: string): readonly CatalogEntry[] {
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  for (const entry of catalog) {
    writeModule(entry, join(unfinished, entry.path));
  }
  for (const estate of estates) {
    const example = join(unfinished, "examples", estate.name);
    mkdirSync(example, { recursive: true });
    writeFileSync(join(example, "main.tf"), estateRoot(estate, { source: (path) => `../../${path}` }));
  }
  const { version } = JSON.parse(readFileSync(projectPath("package.json"), "utf8")) as { version: string };
  writeFileSync(join(unfinished, indexFile), json({ version, modules: catalog.map(({ path }) => path) }));
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
  return catalog;
}
