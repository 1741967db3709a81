import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { filesBelow } from "../importable/files";
import type { Block } from "./plan-json";

/** The configuration of a synthesized stack. */
export const configurationFile = "cdk.tf.json";
const assets = "assets";

/** In the folder of a plan: the configuration without planned outputs of other stacks. Not `.tf.json`, which Terraform reads. */
const synthesizedFile = "synthesized.json";

const readBlock = (path: string) => JSON.parse(readFileSync(path, "utf8")) as Block;

export const readConfiguration = (folder: string): Block => readBlock(join(folder, configurationFile));

/** The synthesized configuration of the stack that the folder of a plan is for. */
export const readSynthesized = (folder: string): Block => readBlock(join(folder, synthesizedFile));

/** The same; undefined if the folder has none. */
export const findSynthesized = (folder: string): Block | undefined =>
  existsSync(join(folder, synthesizedFile)) ? readSynthesized(folder) : undefined;

const assetsOf = (folder: string) =>
  existsSync(join(folder, assets)) ? filesBelow(join(folder, assets)).map((file) => join(assets, file)) : [];

/** SHA-256 of what a synthesized stack deploys: its configuration, and its charts. */
export function digestOf(folder: string): string {
  const hash = createHash("sha256");
  const outputs = readdirSync(folder).filter((name) => name.endsWith(".tfstate"));
  for (const file of [configurationFile, synthesizedFile, ...outputs.sort(), ...assetsOf(folder)]) {
    if (!existsSync(join(folder, file))) {
      continue;
    }
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(join(folder, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

/** Writes what is planned in a folder. */
export const writeConfiguration = (folder: string, json: Block) =>
  writeFileSync(join(folder, configurationFile), JSON.stringify(json, undefined, 2));

/**
 * Makes a folder that has all that a plan needs: configuration, charts, versions of the providers.
 *
 * @param from The folder of the synthesized stack, or of a plan of it.
 */
export function copyStack(from: string, to: string, synthesized: Block): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const file of assetsOf(from)) {
    cpSync(join(from, file), join(to, file));
  }
  cpSync(join(from, ".terraform.lock.hcl"), join(to, ".terraform.lock.hcl"));
  writeFileSync(join(to, synthesizedFile), JSON.stringify(synthesized));
  writeConfiguration(to, synthesized);
  symlinkSync(join(from, ".terraform"), join(to, ".terraform"));
}
