import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { readSources } from "../../local/environment-file";
import { projectPath } from "../../modules/kit/project-path";
import type { Block } from "../support/terraform-json";

/** A planned change of a resource. */
export interface Change {
  readonly actions: readonly string[];
  /** Attributes afterwards, as far as they are known. */
  readonly after: Block;
  /** Attributes that are known only after the apply. */
  readonly unknown: Block;
}

/** The variables that `npm run local` made for terraform, without the script that replaces providers. */
function environment(): NodeJS.ProcessEnv {
  return { ...process.env, ...readSources()?.variables };
}

/** Whether the real providers `helm` and `kubernetes` are available. */
export const hasClusterProviders = () => environment()["TERRAFORM_BINARY_NAME"] === undefined;

const stackFolder = (name: string) => projectPath("cdktf.out", "stacks", name);

const readStack = (name: string): Block => {
  const folder = stackFolder(name);
  const original = join(folder, "cdk.tf.json.synthesized");
  return JSON.parse(readFileSync(existsSync(original) ? original : join(folder, "cdk.tf.json"), "utf8"));
};

/** A Terraform configuration in a temporary folder, with its state in the same folder. */
export class TerraformConfiguration {
  readonly folder = mkdtempSync(join(tmpdir(), "configuration-"));

  /** Writes a file of the configuration. */
  write(name: string, text: string): this {
    mkdirSync(dirname(join(this.folder, name)), { recursive: true });
    writeFileSync(join(this.folder, name), text);
    return this;
  }

  /** Runs terraform; returns its output. Throws if it fails. */
  terraform(...args: string[]): string {
    return execFileSync("terraform", [...args, "-no-color"], {
      cwd: this.folder,
      env: environment(),
      encoding: "utf8",
      maxBuffer: 256 * 1024 * 1024,
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  init(): this {
    this.terraform("init", "-input=false");
    return this;
  }

  /** The planned changes, by address, without resources that do not change. */
  plan(): Record<string, Change> {
    this.terraform("plan", "-input=false", "-out=plan");
    const { resource_changes: changes = [] } = JSON.parse(this.terraform("show", "-json", "plan")) as Block;
    return Object.fromEntries(
      (changes as Block[])
        .filter(({ mode, change }) => mode === "managed" && change.actions.join() !== "no-op")
        .map(({ address, change }) => [
          address as string,
          { actions: change.actions, after: change.after, unknown: change.after_unknown },
        ]),
    );
  }

  apply(): this {
    this.terraform("apply", "-input=false", "-auto-approve");
    return this;
  }

  outputs(): Record<string, unknown> {
    const outputs = JSON.parse(this.terraform("output", "-json")) as Record<string, { value: unknown }>;
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }

  destroy(): void {
    this.terraform("destroy", "-input=false", "-auto-approve");
    rmSync(this.folder, { recursive: true });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** The providers of a stack, for a configuration that calls modules. */
export function providersOf(stack: string): string {
  const { provider, terraform } = readStack(stack);
  return JSON.stringify({ provider, terraform: { required_providers: terraform.required_providers } });
}

/** Adds a stack as a module of a configuration: without its state, and with the providers of the configuration. */
export function addStack(configuration: TerraformConfiguration, stack: string): void {
  const { data, resource, output, ephemeral, terraform } = readStack(stack);
  const { required_providers } = terraform;
  const json = { data, resource, output, ephemeral, terraform: { required_providers } };
  configuration.write(join(stack, "main.tf.json"), JSON.stringify(json));
  const assets = join(stackFolder(stack), "assets");
  if (existsSync(assets)) {
    // A stack reads them relative to the folder in which terraform runs.
    cpSync(assets, join(configuration.folder, "assets"), { recursive: true });
  }
}

/** The outputs of a deployed stack. */
export function outputsOf(stack: string): Block {
  const json = execFileSync("terraform", ["output", "-json"], {
    cwd: stackFolder(stack),
    env: environment(),
    encoding: "utf8",
  });
  const outputs = JSON.parse(json) as Record<string, { value: unknown }>;
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutNulls);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, item]) => item !== null)
          .map(([key, item]) => [key, withoutNulls(item)]),
      )
    : value;
}

/**
 * Without the tags of a resource that has `tags_all`, and of its volumes: a stack leaves those out that are default tags of the
 * provider, a module cannot. What a launch template gives to others has no default tags.
 */
function withoutTags(value: unknown, hasDefaults = false): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => withoutTags(item, hasDefaults));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const isCovered = (hasDefaults || "tags_all" in value) && !("resource_type" in value);
  const entries = Object.entries(value).filter(([name]) => name !== "tags" || !isCovered);
  return Object.fromEntries(entries.map(([name, item]) => [name, withoutTags(item, isCovered)]));
}

/** A change in a form that can be compared: the folder of a chart and the notation of values may differ. */
export function inOneForm({ after, unknown, actions }: Change): Change {
  const { chart, values } = after as { chart?: string; values?: unknown };
  return {
    actions,
    unknown: withoutTags(unknown) as Block,
    after: {
      ...(withoutTags(after) as Block),
      ...(typeof chart === "string" && { chart: chart.replace(/^.*assets\//, "assets/") }),
      // One of the two forms has nulls for what the other omits.
      ...(Array.isArray(values) && { values: values.map((text) => withoutNulls(parse(String(text)))) }),
    },
  };
}
