import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { providerVersions, terraformVersion } from "../modules/versions";
import { ReadableStack } from "../modules/kit/readable-stack";
import { withoutTokenTraces } from "../modules/kit/token-traces";
import type { CatalogEntry } from "./catalog";
import { configurationOfVariables } from "./config";
import { variablesOf, type Variable } from "./variables";

type Block = Record<string, unknown>;

/** The Terraform configuration of a module. */
export interface TerraformModule {
  /** Resources, data sources and ephemeral resources. */
  readonly main: Block;
  readonly variables: Readonly<Record<string, Variable>>;
  readonly outputs: Readonly<Record<string, Block>>;
  /** Required versions of Terraform and of the providers. */
  readonly terraform: {
    readonly required_version: string;
    readonly required_providers: Readonly<Record<string, { source: string; version: string }>>;
  };
  /** Folder of the synthesized stack, with its assets. */
  readonly folder: string;
}

const blocks = ["data", "ephemeral", "resource"] as const;

/** A configuration without the metadata of cdktf, and with the paths of assets relative to the module's folder. */
function portable(value: unknown): unknown {
  if (typeof value === "string") {
    return value.replaceAll("./assets/", "${path.module}/assets/");
  }
  if (Array.isArray(value)) {
    return value.map(portable);
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([key]) => key !== "//");
    return Object.fromEntries(entries.map(([key, inner]) => [key, portable(inner)]));
  }
  return value;
}

/** The providers of a configuration's resources, with their supported versions. */
function requiredProviders(main: Block) {
  const types = blocks.flatMap((block) => Object.keys((main[block] ?? {}) as Block));
  const used = Object.values(providerVersions).filter(({ source }) =>
    types.some((type) => type.startsWith(`${source.split("/")[1] ?? ""}_`)),
  );
  return Object.fromEntries(
    used.map(({ source, accepted }) => [source.split("/")[1] ?? "", { source, version: accepted }]),
  );
}

/**
 * The outputs of a module. Those of a layer depend on all of its resources: what uses an output is created after the whole
 * layer and destroyed before it, as it is with stacks. The nodes of a cluster, for example, outlive its releases.
 * https://developer.hashicorp.com/terraform/language/block/output#depends_on
 */
function outputsOf(path: string, json: Block): Readonly<Record<string, Block>> {
  const outputs = portable(json["output"] ?? {}) as Record<string, Block>;
  if (!path.startsWith("layers/")) {
    return outputs;
  }
  const resources = Object.entries((json["resource"] ?? {}) as Record<string, Block>);
  const depends_on = resources.flatMap(([type, byName]) =>
    Object.keys(byName).map((name) => `${type}.${name}`),
  );
  return Object.fromEntries(
    Object.entries(outputs).map(([name, output]) => [name, { ...output, depends_on }]),
  );
}

/** Synthesizes a module from its construct, and calls `use` with the result before its folder is deleted. */
export function withTerraformModule<T>(
  { path, id, module }: CatalogEntry,
  use: (made: TerraformModule) => T,
): T {
  const outdir = mkdtempSync(join(tmpdir(), "module-"));
  try {
    withoutTokenTraces(() => {
      // A module has no provider blocks, which cdktf requires in a stack.
      const app = new App({ outdir, skipValidation: true });
      const stack = new ReadableStack(app, "module");
      stack.publish(new module(stack, id, configurationOfVariables(module.schema)));
      app.synth();
    });
    const folder = join(outdir, "stacks", "module");
    const json = JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")) as Block;
    const main = portable(
      Object.fromEntries(blocks.filter((block) => block in json).map((block) => [block, json[block]])),
    ) as Block;
    return use({
      main,
      variables: variablesOf(module.schema),
      outputs: outputsOf(path, json),
      terraform: { required_version: terraformVersion, required_providers: requiredProviders(main) },
      folder,
    });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
