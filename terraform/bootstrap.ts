import { existsSync, rmSync } from "node:fs";
import { TerraformError } from "./failures";
import { applyChanges, initialize, type PlanOptions } from "./operations";
import { synthesize } from "./stacks";
import type { TerraformRun } from "./terraform";

/** Where the state of a bootstrap stack is stored. */
export type StateLocation = "bucket" | "local";

/** Options of the deployment of a bootstrap stack. */
export interface BootstrapOptions {
  /** File of the state while it is not in the bucket. */
  readonly stateFile: string;
  /** Called before a plan with changes is applied; returns whether to apply it. @default every plan is applied */
  readonly approve?: () => Promise<boolean>;
  readonly plan?: PlanOptions;
}

const migrate = ["-migrate-state", "-force-copy"];

/** Synthesizes with the stack's state in the given location, and initializes the stack. */
async function initializeIn(
  location: StateLocation,
  run: TerraformRun,
  flags: readonly string[],
): Promise<void> {
  synthesize({ ...process.env, BOOTSTRAP_STATE: location });
  await initialize(run, flags);
}

/** Whether the account's state bucket exists, checked with `terraform init`. */
async function bucketExists(run: TerraformRun): Promise<boolean> {
  try {
    await initializeIn("bucket", run, ["-reconfigure"]);
    return true;
  } catch (error) {
    if (error instanceof TerraformError && /does not exist|NoSuchBucket|StatusCode: 404/.test(error.report)) {
      return false;
    }
    throw error;
  }
}

/** Moves the state into a file. Resolves when Terraform uses it there. */
export async function moveStateToFile(run: TerraformRun): Promise<void> {
  await initializeIn("local", run, migrate);
}

/**
 * Deploys a bootstrap stack. Its state cannot be stored in the bucket before the bucket exists: the stack is deployed
 * with its state in a file, which then moves into the bucket.
 *
 * @throws {TerraformError} Resources that were created are in the state, and the same command continues.
 */
export async function deployBootstrap(run: TerraformRun, options: BootstrapOptions): Promise<void> {
  const { stateFile, approve, plan } = options;
  if (!existsSync(stateFile) && (await bucketExists(run))) {
    await applyChanges(run, plan, approve);
    return;
  }
  await initializeIn("local", run, ["-reconfigure"]);
  await applyChanges(run, plan, approve);
  run.report("moving the state into the bucket");
  await initializeIn("bucket", run, migrate);
  rmSync(stateFile, { force: true });
  rmSync(`${stateFile}.backup`, { force: true });
}
