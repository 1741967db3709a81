import { execFile } from "node:child_process";
import { appendFileSync } from "node:fs";
import { promisify } from "node:util";
import { cdktfEnvironment, terraformBinary } from "../../commands/cdktf";
import { stackFolder } from "../../terraform/stacks";
import { logPath } from "../../terraform/paths";
import { runCommand, StepError, type Report } from "../../terraform/steps";

const run = promisify(execFile);

/** Runs `terraform` in the folder of a synthesized stack; resolves to its exit code and standard output. */
async function terraform(stack: string, args: readonly string[], signal?: AbortSignal) {
  const env = cdktfEnvironment([stack]);
  const options = { cwd: stackFolder(stack), env, signal, maxBuffer: 256 * 1024 * 1024 };
  try {
    const { stdout } = await run(terraformBinary(env), args, options);
    return { code: 0, stdout, stderr: "" };
  } catch (error) {
    signal?.throwIfAborted();
    const { code, stdout, stderr } = error as { code: unknown; stdout: string; stderr: string };
    if (typeof code !== "number") {
      throw error;
    }
    return { code, stdout, stderr };
  }
}

function fail(step: string, log: string, output: string): never {
  appendFileSync(logPath(log), output);
  throw new StepError(step, "terraform failed", logPath(log));
}

/** Makes a stack's folder ready for `terraform`. */
export async function initialize(stack: string, report: Report, signal?: AbortSignal): Promise<void> {
  const env = cdktfEnvironment([stack]);
  await runCommand(
    {
      step: `terraform init of ${stack}`,
      command: terraformBinary(env),
      args: ["init", "-input=false", "-no-color"],
      log: `init-${stack}`,
      cwd: stackFolder(stack),
      env,
    },
    report,
    signal,
  );
}

/** How many changes a plan of a stack has: resources to add, change and remove. */
export async function countChanges(stack: string, signal?: AbortSignal): Promise<number> {
  const { code, stdout, stderr } = await terraform(
    stack,
    ["plan", "-input=false", "-detailed-exitcode", "-json"],
    signal,
  );
  if (code === 0) {
    return 0;
  }
  const messages = stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map(
      (line) => JSON.parse(line) as { type: string; changes?: Record<"add" | "change" | "remove", number> },
    );
  const summary = messages.find(({ type }) => type === "change_summary")?.changes;
  if (code !== 2 || !summary) {
    fail(`plan of ${stack}`, `plan-${stack}`, stdout + stderr);
  }
  // Outputs alone can change as well: then the plan is not empty, although no resource changes.
  return Math.max(1, summary.add + summary.change + summary.remove);
}

/** How many resources the state of a stack holds; data sources do not count. */
export async function countResources(stack: string, signal?: AbortSignal): Promise<number> {
  const { code, stdout, stderr } = await terraform(stack, ["state", "list"], signal);
  if (code !== 0 && !/No state file was found/.test(stderr)) {
    fail(`state of ${stack}`, `state-${stack}`, stdout + stderr);
  }
  return stdout.split("\n").filter((line) => line !== "" && !/(^|\.)data\./.test(line)).length;
}
