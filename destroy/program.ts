import { execFile } from "node:child_process";
import type { Interrupts } from "../terraform/interrupts";
import { UserError } from "../terraform/user-error";

/** What every call of `aws` and `kubectl` needs. */
export interface CallOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly interrupts: Interrupts;
}

/** A call of `aws` or `kubectl` that failed. */
export class ProgramError extends UserError {
  override readonly name = "ProgramError";

  constructor(
    call: string,
    /** What the program printed to standard error. */
    readonly reason: string,
  ) {
    super(`${call}: ${reason}`);
  }
}

/** A call that takes longer has no connection. */
const seconds = 90;

/** Runs a program, and resolves to its standard output. @throws {ProgramError} */
export function runProgram(program: string, args: readonly string[], options: CallOptions): Promise<string> {
  const { env, interrupts } = options;
  interrupts.graceful.throwIfAborted();
  const call = [program.replace(/^.*\//, ""), ...args.filter((arg) => !arg.startsWith("-")).slice(0, 2)].join(
    " ",
  );
  const settings = { env, timeout: seconds * 1000, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    execFile(program, args, settings, (error, stdout, stderr) => {
      if (!error) {
        resolve(stdout);
      } else if (interrupts.graceful.aborted) {
        reject(interrupts.graceful.reason as Error);
      } else {
        const printed = stderr.trim().replaceAll(/\s*\n\s*/g, " ");
        reject(new ProgramError(call, error.killed ? `no answer in ${seconds} s` : printed || error.message));
      }
    });
  });
}
