import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Configuration } from "../../config";
import { environmentOf } from "../../local/stack-environment";
import { releasesOf } from "../../local/offline/planned-releases";
import { projectPath } from "../../modules/kit/project-path";
import { resourceChanges, type PlanJson, type ResourceChange } from "../../plan/plan-json";
import { plannedOutputs, plannedReads, withOutputs, type PlannedOutputs } from "../../plan/upstream";
import { terraformBinary } from "../../terraform/terraform";
import { synthesize } from "../support/synthesis";
import type { Block } from "../support/terraform-json";

const run = promisify(execFile);

/** The stacks of this machine in the order of their deployment. */
const stacks = ["emulator-bootstrap", "local-network", "local-data", "local-cluster", "local-platform"];

/** A plan of one stack with its configuration of another stage, without reading what is deployed again. */
async function plan(stack: string, json: Block, folder: string): Promise<PlanJson> {
  const deployed = projectPath("cdktf.out", "stacks", stack);
  for (const part of [".terraform", "assets"]) {
    symlinkSync(join(deployed, part), join(folder, part));
  }
  cpSync(join(deployed, ".terraform.lock.hcl"), join(folder, ".terraform.lock.hcl"));
  writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(json));
  const env = environmentOf(stack);
  const options = { cwd: folder, env, maxBuffer: 256 * 1024 * 1024 };
  const flags = ["-input=false", "-lock=false", "-refresh=false", "-no-color", "-out=plan"];
  await run(terraformBinary(env), ["plan", ...flags], options);
  const { stdout } = await run("terraform", ["show", "-json", "plan"], options);
  return JSON.parse(stdout) as PlanJson;
}

/** Synthesized stacks by name. */
export type Stacks = Record<string, Block>;

/** The stacks of a configuration. */
export const synthesized = (configuration: Configuration): Stacks =>
  Object.fromEntries(Object.entries(synthesize(configuration)).map(([name, { json }]) => [name, json]));

/** What decides where the resources of a stack are. */
const placeOf = ({ terraform, provider }: Block) => {
  const [{ default_tags: _, ...aws } = {}] = (provider?.["aws"] ?? []) as Block[];
  return JSON.stringify([terraform.backend, aws, { ...provider, aws: undefined }]);
};

/** Plans of a configuration beside the deployed one. */
export interface PlannedStacks {
  /** A stack that would be in another place: another account, region or cluster. Then nothing is planned. */
  readonly elsewhere?: string;
  /** The changes in all stacks, with the folder in which each stack was planned. */
  readonly changes: readonly { readonly change: ResourceChange; readonly folder: string }[];
}

/**
 * Plans the stacks that differ from the deployed ones, in the order of their deployment, each with the planned outputs of
 * those before it.
 *
 * @param use Called with the plans, before their folders are removed.
 */
export async function planStacks<T>(
  deployed: Stacks,
  configuration: Configuration,
  use: (planned: PlannedStacks) => T | Promise<T>,
): Promise<T> {
  const other = synthesized(configuration);
  const elsewhere = stacks.find(
    (stack) => !other[stack] || placeOf(other[stack]) !== placeOf(deployed[stack] as Block),
  );
  if (elsewhere !== undefined) {
    return use({ elsewhere, changes: [] });
  }
  const folder = mkdtempSync(join(tmpdir(), "changes-"));
  const upstream = new Map<string, PlannedOutputs>();
  const changes: { change: ResourceChange; folder: string }[] = [];
  try {
    for (const stack of stacks) {
      const synthesizedJson = other[stack] as Block;
      const json = withOutputs(synthesizedJson, plannedReads(synthesizedJson, upstream), folder);
      if (JSON.stringify(json) !== JSON.stringify(deployed[stack])) {
        const own = join(folder, stack);
        mkdirSync(own);
        const planned = await plan(stack, json, own);
        changes.push(...releasesOf(resourceChanges(planned)).map((change) => ({ change, folder: own })));
        upstream.set(stack, plannedOutputs(stack, planned));
      }
    }
    return await use({ changes });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs work for each item, two at a time. */
export async function inPairs<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const next = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      await work(item);
    }
  };
  await Promise.all([next(), next()]);
}
