import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformError, warningsOf } from "./failures";
import { stackFolder } from "./stacks";
import { terraform, terraformBinary, type TerraformResult, type TerraformRun } from "./terraform";
import { UserError } from "./user-error";

/** File of a saved plan in the folder in which terraform runs. */
export const planFile = "plan.tfplan";

async function succeed(run: TerraformRun, step: string, args: readonly string[]): Promise<TerraformResult> {
  const result = await terraform(run, args);
  if (result.code !== 0) {
    run.interrupts?.graceful.throwIfAborted();
    throw new TerraformError(step, run, result);
  }
  reportWarnings(run, result);
  return result;
}

function reportWarnings(run: TerraformRun, result: TerraformResult): void {
  const warnings = warningsOf(result);
  if (warnings !== "") {
    warnings.split("\n").forEach(run.report);
  }
}

const common = ["-input=false", ...(process.stdout.isTTY ? [] : ["-no-color"])];

/** The inputs of `terraform init`: backend, providers, their sources, and the dependency lock file. */
function initStamp({ stack, env }: TerraformRun): string {
  const read = (path: string | undefined) => (path && existsSync(path) ? readFileSync(path, "utf8") : "");
  const json = JSON.parse(read(join(stackFolder(stack), "cdk.tf.json"))) as { terraform: unknown };
  const inputs = [
    JSON.stringify(json.terraform),
    read(env["TF_CLI_CONFIG_FILE"]),
    terraformBinary(env),
    read(join(stackFolder(stack), ".terraform.lock.hcl")),
  ];
  return inputs.reduce((hash, input) => hash.update(input).update("\0"), createHash("sha256")).digest("hex");
}

// In sequence: Terraform's plugin cache is not safe for concurrent runs.
let lastInit: Promise<unknown> = Promise.resolve();

/** Runs `terraform init`, unless the last run had the same inputs. */
export function initialize(run: TerraformRun, flags: readonly string[] = []): Promise<void> {
  const stamp = join(stackFolder(run.stack), ".terraform", "initialized");
  const isDone = flags.length === 0 && existsSync(stamp) && readFileSync(stamp, "utf8") === initStamp(run);
  if (isDone) {
    return Promise.resolve();
  }
  const init = lastInit.then(async () => {
    rmSync(stamp, { force: true });
    run.report("terraform init");
    await succeed({ ...run, report: () => undefined }, "terraform init", ["init", ...common, ...flags]);
    mkdirSync(join(stackFolder(run.stack), ".terraform"), { recursive: true });
    writeFileSync(stamp, initStamp(run));
  });
  lastInit = init.catch(() => undefined);
  return init;
}

/** Runs `terraform init` in the folder of a saved plan, unless it has its providers. Their checksums must be those of the plan. */
export async function initializePlan(run: TerraformRun & { readonly folder: string }): Promise<void> {
  const folder = join(run.folder, ".terraform");
  if (!existsSync(folder)) {
    rmSync(folder, { force: true });
    const silent = { ...run, report: () => undefined };
    await succeed(silent, "terraform init", ["init", ...common, "-lockfile=readonly"]);
  }
}

/** Options of a plan. */
export interface PlanOptions {
  /** Plan the destruction of the stack. @default false */
  readonly destroy?: boolean;
  /** Options of `terraform plan`. @default none */
  readonly planFlags?: readonly string[];
  /** Options of both `plan` and `apply`, such as `-parallelism=4`. @default none */
  readonly flags?: readonly string[];
}

async function runPlan(run: TerraformRun, flags: readonly string[]): Promise<TerraformResult> {
  const result = await terraform(run, ["plan", "-detailed-exitcode", ...common, ...flags]);
  if (result.code !== 0 && result.code !== 2) {
    run.interrupts?.graceful.throwIfAborted();
    throw new TerraformError("terraform plan", run, result);
  }
  reportWarnings(run, result);
  return result;
}

/** Shows the plan of an initialized stack. Resolves to whether it has changes. @throws {TerraformError} */
export async function showPlan(run: TerraformRun, { planFlags = [], flags = [] }: PlanOptions = {}) {
  return (await runPlan(run, [...flags, ...planFlags])).code === 2;
}

/** A saved plan, as JSON: `terraform show -json`. @throws {TerraformError} */
export async function readPlan(run: TerraformRun): Promise<unknown> {
  const silent = { ...run, report: () => undefined };
  const { stdout } = await succeed(silent, "terraform show", ["show", "-json", planFile]);
  return JSON.parse(stdout);
}

/**
 * Plans an initialized stack without its lock, which only an apply needs, and saves the plan. Resolves to the plan as JSON.
 *
 * @throws {TerraformError}
 */
export async function savePlan(run: TerraformRun, { flags = [] }: PlanOptions = {}) {
  const silent = { ...run, report: () => undefined };
  await runPlan(silent, ["-lock=false", `-out=${planFile}`, ...flags]);
  return readPlan(run);
}

/** Applies a saved plan. @throws {TerraformError} */
export async function applyPlan(run: TerraformRun, { flags = [] }: PlanOptions = {}) {
  await succeed(run, "terraform apply", ["apply", ...common, ...flags, planFile]);
}

/** The version of a stack's state; without a state, of none. @throws {TerraformError} */
export async function stateVersion(run: TerraformRun): Promise<{ lineage: string; serial: number }> {
  const silent = { ...run, report: () => undefined };
  const { stdout } = await succeed(silent, "terraform state pull", ["state", "pull"]);
  const { lineage = "", serial = 0 } = JSON.parse(stdout.trim() || "{}") as {
    lineage?: string;
    serial?: number;
  };
  return { lineage, serial };
}

/** Number of changes in a stack's plan: resources to add, change and destroy. @throws {TerraformError} */
export async function countChanges(run: TerraformRun): Promise<number> {
  const { code, stdout } = await runPlan({ ...run, report: () => undefined }, ["-json"]);
  const messages = stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as { changes?: Record<"add" | "change" | "remove", number> });
  const { add = 0, change = 0, remove = 0 } = messages.find(({ changes }) => changes)?.changes ?? {};
  // A plan that changes only outputs counts as one change.
  return code === 0 ? 0 : Math.max(1, add + change + remove);
}

/** Number of resources in a stack's state, without data sources. @throws {TerraformError} */
export async function countResources(run: TerraformRun): Promise<number> {
  const { stdout } = await succeed({ ...run, report: () => undefined }, "terraform state list", [
    "state",
    "list",
  ]);
  return stdout.split("\n").filter((line) => line !== "" && !/(^|\.)data\./.test(line)).length;
}

/** Outputs of an initialized stack, by name; empty if it is not deployed. Null outputs are missing. @throws {TerraformError} */
export async function readOutputs(run: TerraformRun): Promise<Record<string, unknown>> {
  const { stdout } = await succeed({ ...run, report: () => undefined }, "terraform output", [
    "output",
    "-json",
  ]);
  const outputs = JSON.parse(stdout) as Record<string, { value: unknown }>;
  return Object.fromEntries(
    Object.entries(outputs).flatMap(([name, { value }]) => (value === null ? [] : [[name, value]])),
  );
}

/** A resource in a state. https://developer.hashicorp.com/terraform/internals/json-format#values-representation */
export interface StateResource {
  /** Address, such as `aws_subnet.network_private["us-east-1a"]`. */
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
}

interface StateModule {
  readonly resources?: readonly StateResource[];
  readonly child_modules?: readonly StateModule[];
}

const resourcesOf = ({ resources = [], child_modules: children = [] }: StateModule): StateResource[] => [
  ...resources,
  ...children.flatMap(resourcesOf),
];

/** The resources in an initialized stack's state, without data sources; none if it has no state. @throws {TerraformError} */
export async function readState(run: TerraformRun): Promise<StateResource[]> {
  const { stdout } = await succeed({ ...run, report: () => undefined }, "terraform show", ["show", "-json"]);
  const { values } = JSON.parse(stdout) as { values?: { root_module?: StateModule } };
  return resourcesOf(values?.root_module ?? {}).filter(({ mode }) => mode === "managed");
}

/**
 * Plans an initialized stack, saves the plan, and applies exactly that plan. Resolves to whether it had changes.
 *
 * @param approve Called before a plan with changes is applied: whether to apply it. @default every plan is applied
 * @throws {TerraformError}
 */
export async function applyChanges(
  run: TerraformRun,
  options: PlanOptions = {},
  approve?: () => Promise<boolean>,
): Promise<boolean> {
  const { destroy = false, planFlags = [], flags = [] } = options;
  try {
    const planned = [`-out=${planFile}`, ...(destroy ? ["-destroy"] : []), ...flags, ...planFlags];
    if ((await runPlan(run, planned)).code === 0) {
      return false;
    }
    if (approve && !(await approve())) {
      throw new UserError(`${run.stack}: not approved; nothing was changed`);
    }
    await applyPlan(run, { flags });
    return true;
  } finally {
    rmSync(join(stackFolder(run.stack), planFile), { force: true });
  }
}
