import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { configurationOf } from "../../config";
import { projectPath } from "../../modules/kit/project-path";
import { connection } from "../support/synthesis";

export interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly "continue-on-error"?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Job {
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly concurrency?: string;
  readonly needs?: string | readonly string[];
  readonly outputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly strategy?: { readonly matrix?: { readonly stage?: readonly string[] } };
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

export const folder = projectPath(".github", "workflows");
export const files = readdirSync(folder).map((name) => join(folder, name));
/** The action that prepares a job. */
export const action = projectPath(".github", "actions", "prepare", "action.yml");
export const read = (path: string) => readFileSync(path, "utf8");
/** Path from the root of the project. */
export const nameOf = (path: string) => path.slice(projectPath().length + 1);

/** The workflows, by their paths. */
export const workflows = files.map((path) => [nameOf(path), parse(read(path)) as Workflow] as const);

const { accounts, stages } = configurationOf(connection);

/** The stages that are not emulated. */
export const stagesInAws = Object.entries(stages).filter(([, { account }]) => !accounts[account]?.emulator);
