import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Configuration } from "../../config";
import { TerraformJson } from "./terraform-json";

// The data that global-setup.ts created before the first suite. It is read while tests are collected, so that a test can
// be declared for each stack, and skipped by name if a provider is missing.

/** The environment variable with the folder of that data. */
export const preparedFolder = "PREPARED_TESTS";

/** A path in that folder. */
export const preparedPath = (...segments: string[]) => join(process.env[preparedFolder] ?? "", ...segments);
const read = (name: string) => JSON.parse(readFileSync(preparedPath(name), "utf8"));

/** Stacks by name. */
export type Stacks = Readonly<Record<string, TerraformJson>>;

/** A configuration and its synthesized stacks. */
export interface Synthesis {
  readonly configuration: Configuration;
  readonly stacks: Stacks;
}

function readSynthesis(name: string): Synthesis {
  const { configuration, stacks } = read(name) as {
    configuration: Configuration;
    stacks: Record<string, { json: TerraformJson["json"] }>;
  };
  return {
    configuration,
    stacks: Object.fromEntries(
      Object.entries(stacks).map(([stack, { json }]) => [stack, new TerraformJson(json)]),
    ),
  };
}

/**
 * The configurations that tests of all stages use: the delivered one, and the same with one more stage, because adding a
 * stage needs a file in config/ and no code. The stage `local` has a connection that does not exist.
 */
export const configurations = () =>
  [
    ["the delivered configuration", readSynthesis("delivered.json")],
    ["one more stage", readSynthesis("with-dev.json")],
  ] as const;

/** The delivered configuration with one more stage: two stages in one account, which may not use each other's resources. */
export const withOneMoreStage = () => readSynthesis("with-dev.json");

/** All delivered stacks, by name. */
export const allStacks = () => readSynthesis("delivered.json").stacks;

/** A stack by name. Fails if there is none. */
export function stackOf(stacks: Stacks, name: string): TerraformJson {
  const stack = stacks[name];
  if (!stack) {
    throw new Error(`no stack ${name}; there are ${Object.keys(stacks).join(", ")}`);
  }
  return stack;
}

/** Where Terraform's providers come from on this machine. */
export interface Providers {
  /** Terraform's CLI configuration. */
  readonly cliConfig: string;
  /** Short names of the providers that are not available, such as `helm`. */
  readonly missing: readonly string[];
}

/** Where Terraform's providers come from on this machine. */
export const providers = () => read("providers.json") as Providers;

/** The folder with all importable modules. It is shared: a test that changes files copies it first. */
export const modulesFolder = () => preparedPath("modules");
