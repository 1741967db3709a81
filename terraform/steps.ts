import { spawn } from "node:child_process";
import {
  appendFileSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { UserError } from "./user-error";
import { logPath } from "./paths";

/** Receives one line about the progress of a step. */
export type Report = (line: string) => void;

/** Sends a signal to a process group. It is not an error if the group has ended. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
      throw error;
    }
  }
}

/** Time between SIGTERM and SIGKILL. */
const graceMilliseconds = 10_000;

/** A step that failed, with the reason, the last lines of its log, and the path of the log. */
export class StepError extends UserError {
  override readonly name = "StepError";

  constructor(
    /** Name of the step, such as "start kube-apiserver". */
    readonly step: string,
    /** Reason, such as "exit code 1". */
    readonly reason: string,
    /** Absolute path of the log. */
    readonly logPath: string,
  ) {
    super(`${step}: ${reason}`);
  }

  override get report(): string {
    const last = lastLines(this.logPath).map((line) => `    ${line}\n`);
    return `${this.message}\n  Its last lines:\n${last.join("")}  The whole log: ${this.logPath}`;
  }
}

function lastLines(file: string, count = 10): string[] {
  if (!existsSync(file)) {
    return [];
  }
  const lines = stripVTControlCharacters(readFileSync(file, "utf8")).split(/\r?\n|\r/);
  return lines.filter((line) => line.trim() !== "").slice(-count);
}

/** A report that also writes each line to a new file. */
export function loggedReport(path: string, report: Report): Report {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "");
  return (line) => {
    appendFileSync(path, `${stripVTControlCharacters(line)}\n`);
    report(line);
  };
}

/** A command of a step. */
export interface Command {
  /** Name of the step, for the error message. */
  readonly step: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Name of the log file, without folder and suffix. */
  readonly log: string;
  readonly cwd?: string;
  /** Environment. @default the environment of this process */
  readonly env?: NodeJS.ProcessEnv;
  /** Text for standard input. @default none */
  readonly input?: string;
}

/**
 * Runs a command. Its output is written to the log, and each line is passed to `report`. An aborted signal ends the
 * command and its child processes. Throws a StepError if the command fails.
 */
export async function runCommand(command: Command, report: Report, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const path = logPath(command.log);
  mkdirSync(dirname(path), { recursive: true });
  const log = createWriteStream(path);
  // A separate process group, so that the child processes of the command can be ended with it.
  const child = spawn(command.command, command.args, {
    cwd: command.cwd,
    env: command.env,
    detached: true,
    stdio: "pipe",
  });
  const endGroup = (name: NodeJS.Signals) => child.pid !== undefined && signalGroup(child.pid, name);
  let killTimer: NodeJS.Timeout | undefined;
  const abort = () => {
    endGroup("SIGTERM");
    killTimer = setTimeout(() => endGroup("SIGKILL"), graceMilliseconds);
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    let rest = "";
    stream.on("data", (text: string) => {
      log.write(text);
      const lines = stripVTControlCharacters(rest + text).split(/\r?\n|\r/);
      rest = lines.pop() ?? "";
      lines.filter((line) => line.trim() !== "").forEach((line) => report(line.trim()));
    });
  }
  // If a command ends before it has read its input, only its exit code counts.
  child.stdin.on("error", () => undefined);
  child.stdin.end(command.input ?? "");
  const reason = await new Promise<string | undefined>((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, name) =>
      resolve(code === 0 ? undefined : name ? `ended by ${name}` : `exit code ${code}`),
    );
    if (signal?.aborted) {
      abort();
    }
    signal?.addEventListener("abort", abort, { once: true });
  });
  clearTimeout(killTimer);
  signal?.removeEventListener("abort", abort);
  await new Promise((resolve) => log.end(resolve));
  signal?.throwIfAborted();
  if (reason !== undefined) {
    throw new StepError(command.step, reason, path);
  }
}

/**
 * Starts tasks that run at the same time, and resolves to their results. If one fails, the signal of all tasks is
 * aborted. The first failure is thrown after all have ended, so that no task continues in the background.
 */
export async function allOrNone<T extends readonly unknown[]>(
  signal: AbortSignal | undefined,
  start: (signal: AbortSignal) => readonly [...{ [K in keyof T]: Promise<T[K]> }],
): Promise<T> {
  const failure = new AbortController();
  const tasks: readonly Promise<unknown>[] = start(
    AbortSignal.any([failure.signal, ...(signal ? [signal] : [])]),
  );
  tasks.forEach((task) => task.catch((error: unknown) => failure.abort(error)));
  const results = await Promise.allSettled(tasks);
  failure.signal.throwIfAborted();
  return results.map((result) => result.status === "fulfilled" && result.value) as unknown as T;
}
