import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { localPath, logPath } from "../terraform/paths";
import { signalGroup } from "../terraform/steps";

/** A process to start, which continues after the process that starts it has ended. */
export interface Daemon {
  /** Name of its log and of its record. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Environment variables, in addition to the inherited ones. @default none */
  readonly env?: Readonly<Record<string, string>>;
  /** Port on 127.0.0.1 that it listens on. @default none */
  readonly port?: number;
}

/** A daemon that was started. */
export interface ProcessRecord {
  readonly name: string;
  readonly pid: number;
  /** Start time of the process. It distinguishes the process from a later one with the same pid. */
  readonly startTime: string;
  readonly port?: number;
  /** Absolute path of its log. */
  readonly log: string;
}

/** Time between SIGTERM and SIGKILL. */
const graceMilliseconds = 10_000;

/** Environment variables that daemons inherit: no credentials, and no settings of the user for the same tools. */
const inheritedVariables = ["PATH", "HOME", "TMPDIR", "LANG", "LD_LIBRARY_PATH"];

/** Starts a daemon in its own session, so that it does not receive Ctrl-C of the terminal, and records it. */
export async function startDaemon(daemon: Daemon): Promise<ProcessRecord> {
  const log = logPath(daemon.name);
  mkdirSync(localPath("logs"), { recursive: true });
  mkdirSync(recordFolder(), { recursive: true });
  const inherited = Object.entries(process.env).filter(([name]) => inheritedVariables.includes(name));
  const output = openSync(log, "w");
  const child = spawn(daemon.command, daemon.args, {
    cwd: daemon.cwd,
    env: { ...Object.fromEntries(inherited), ...daemon.env },
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  await once(child, "spawn");
  child.unref();
  const pid = child.pid as number;
  const record = { name: daemon.name, pid, startTime: inspect(pid)?.startTime ?? "", port: daemon.port, log };
  writeFileSync(recordPath(daemon.name), JSON.stringify(record, null, 2));
  return record;
}

/** The daemons that were started and not stopped. */
export function readRecords(): ProcessRecord[] {
  if (!existsSync(recordFolder())) {
    return [];
  }
  const files = readdirSync(recordFolder()).filter((file) => file.endsWith(".json"));
  return files
    .sort()
    .map((file) => JSON.parse(readFileSync(join(recordFolder(), file), "utf8")) as ProcessRecord);
}

/** Whether the recorded process is still running. */
export function isAlive(record: ProcessRecord): boolean {
  return memoryOf(record) !== undefined;
}

/** Resident memory of the recorded process in MiB; undefined if it has ended. */
export function memoryOf(record: ProcessRecord): number | undefined {
  const found = inspect(record.pid);
  return found?.startTime === record.startTime ? found.memory : undefined;
}

/** Stops the recorded process with its group, and deletes the record. Another process with its pid is not stopped. */
export async function stopDaemon(record: ProcessRecord): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    const deadline = Date.now() + graceMilliseconds;
    if (isAlive(record)) {
      signalGroup(record.pid, signal);
    }
    while (isAlive(record) && Date.now() < deadline) {
      await sleep(20);
    }
  }
  rmSync(recordPath(record.name), { force: true });
}

function recordFolder(): string {
  return localPath("processes");
}

function recordPath(name: string): string {
  return join(recordFolder(), `${name}.json`);
}

/** Start time and memory of a process; undefined for one that has ended, and for a zombie. */
function inspect(pid: number): { startTime: string; memory: number } | undefined {
  return existsSync("/proc/self/stat") ? inspectByProc(pid) : inspectByPs(pid);
}

function inspectByProc(pid: number) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command name is in parentheses and can contain any character: the fields are counted after it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const memory = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return fields[0] === "Z" || fields[0] === "X"
      ? undefined
      : { startTime: fields[19] ?? "", memory: Math.round(Number(memory ?? 0) / 1024) };
  } catch {
    return undefined;
  }
}

function inspectByPs(pid: number) {
  try {
    const env = { ...process.env, LC_ALL: "C" };
    const args = ["-o", "stat=", "-o", "rss=", "-o", "lstart=", "-p", String(pid)];
    const output = execFileSync("ps", args, { env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const [state = "Z", memory, ...startTime] = output.trim().split(/\s+/);
    return state.startsWith("Z")
      ? undefined
      : { startTime: startTime.join(" "), memory: Math.round(Number(memory) / 1024) };
  } catch {
    return undefined;
  }
}
