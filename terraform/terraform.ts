import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { noInterrupts, type Interrupts } from "./interrupts";
import { stackFolder } from "./stacks";
import type { Report } from "./steps";
import { UserError } from "./user-error";

/** Parameters of a run of terraform. */
export interface TerraformRun {
  /** Name of a synthesized stack. */
  readonly stack: string;
  /** Where terraform runs. @default the folder of the synthesized stack */
  readonly folder?: string;
  /** Environment variables; see {@link terraformEnvironment}. */
  readonly env: NodeJS.ProcessEnv;
  /** Receives each line of the standard output. */
  readonly report: Report;
  /** @default none */
  readonly interrupts?: Interrupts;
}

/** Result of a call of terraform. */
export interface TerraformResult {
  readonly code: number;
  readonly stdout: string;
  /** Errors and warnings. */
  readonly stderr: string;
}

/** Environment variables of terraform: no telemetry, no advice for interactive use, and the given variables. */
export function terraformEnvironment(variables: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { TF_CLI_CONFIG_FILE: cliConfig, ...rest } = process.env;
  return {
    // Also if it is not set: an ephemeral variable is set for plan and apply, or for neither.
    TF_VAR_kubernetes_host: "",
    ...rest,
    // terraform prints a warning if the file does not exist.
    ...(cliConfig !== undefined && existsSync(cliConfig) ? { TF_CLI_CONFIG_FILE: cliConfig } : {}),
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    ...variables,
  };
}

/** Name or path of the terraform program. cdktf reads the same variable. */
export const terraformBinary = (env: NodeJS.ProcessEnv) => env["TERRAFORM_BINARY_NAME"] ?? "terraform";

async function linesOf(stream: Readable, report: Report): Promise<string> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    lines.push(line);
    report(line);
  }
  return lines.map((line) => `${line}\n`).join("");
}

/**
 * Runs terraform in the folder of a synthesized stack, in a separate process group, so that it does not receive Ctrl-C
 * of the terminal. At the first interrupt it finishes the operation and frees the lock, at the second one it exits
 * immediately. https://developer.hashicorp.com/terraform/cli/commands/apply
 *
 * @throws {UserError} if terraform cannot be started.
 */
export async function terraform(run: TerraformRun, args: readonly string[]): Promise<TerraformResult> {
  const { stack, folder = stackFolder(stack), env, report, interrupts = noInterrupts } = run;
  interrupts.graceful.throwIfAborted();
  const binary = terraformBinary(env);
  const child = spawn(binary, args, {
    cwd: folder,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const interrupt = () => child.kill("SIGINT");
  interrupts.graceful.addEventListener("abort", interrupt, { once: true });
  interrupts.immediate.addEventListener("abort", interrupt, { once: true });
  try {
    const code = new Promise<number>((resolve, reject) => {
      child.on("error", (error) => reject(new UserError(`${binary} cannot be started: ${error.message}`)));
      child.on("close", (status) => resolve(status ?? 1));
    });
    const [status, stdout, stderr] = await Promise.all([
      code,
      linesOf(child.stdout, report),
      linesOf(child.stderr, () => undefined),
    ]);
    return { code: status, stdout, stderr };
  } finally {
    interrupts.graceful.removeEventListener("abort", interrupt);
    interrupts.immediate.removeEventListener("abort", interrupt);
  }
}
