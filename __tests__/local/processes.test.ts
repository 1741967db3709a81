import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const folder = mkdtempSync(join(tmpdir(), "processes-"));
jest.mock("../../terraform/paths", () => ({
  localPath: (...segments: string[]) => join(folder, ...segments),
  logPath: (name: string) => join(folder, `${name}.log`),
}));
// Loaded after the mock: imports would be loaded before it.
const { freePorts, waitUntilReady } =
  jest.requireActual<typeof import("../../local/network")>("../../local/network");
const { isAlive, memoryOf, readRecords, startDaemon, stopDaemon } =
  jest.requireActual<typeof import("../../local/processes")>("../../local/processes");
const { allOrNone, runCommand, StepError } =
  jest.requireActual<typeof import("../../terraform/steps")>("../../terraform/steps");

const ignore = () => undefined;
const node = (name: string, script: string) => ({ name, command: process.execPath, args: ["-e", script] });
const waiting = (name: string) => node(name, "setInterval(() => {}, 1000)");

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

afterAll(async () => {
  await Promise.all(readRecords().map(stopDaemon));
  rmSync(folder, { recursive: true });
});

describe("a daemon", () => {
  test("is recorded with its memory until it is stopped", async () => {
    const record = await startDaemon(waiting("recorded"));
    expect(readRecords()).toContainEqual(record);
    // A process that has just started has used almost no memory.
    while (memoryOf(record) === 0) {
      await sleep(10);
    }
    expect(memoryOf(record)).toBeGreaterThan(0);
    await stopDaemon(record);
    expect(isAlive(record)).toBe(false);
    expect(readRecords()).not.toContainEqual(record);
  });

  test("whose pid another process has now is reported as not alive, and that process is not stopped", async () => {
    const other = await startDaemon(waiting("other"));
    const stale = { ...other, name: "stale", startTime: "1" };
    expect(isAlive(stale)).toBe(false);
    await stopDaemon(stale);
    expect(isAlive(other)).toBe(true);
  });

  test("does not get the user's credentials", async () => {
    process.env["AWS_SECRET_ACCESS_KEY"] = "of-the-user";
    const record = await startDaemon({
      ...node("environment", "console.log(JSON.stringify(process.env))"),
      env: { GIVEN: "yes" },
    });
    delete process.env["AWS_SECRET_ACCESS_KEY"];
    while (isAlive(record)) {
      await sleep(10);
    }
    const environment = JSON.parse(readFileSync(record.log, "utf8")) as Record<string, string>;
    expect(environment).toMatchObject({ GIVEN: "yes", PATH: process.env["PATH"] });
    expect(environment).not.toHaveProperty("AWS_SECRET_ACCESS_KEY");
  });

  test("that ends before it is ready fails the step, and its last lines are reported", async () => {
    const record = await startDaemon(node("failing", "console.error('port is taken'); process.exit(1)"));
    const isReady = async () => false;
    const error = await failureOf(waitUntilReady({ step: "start it", record, isReady, seconds: 2 }));
    expect(error).toMatchObject({
      step: "start it",
      reason: "failing has ended",
      report: expect.stringContaining("Its last lines:\n    port is taken\n"),
    });
  });
});

describe("a command", () => {
  test("reports its lines and fails with its step, its last lines and its log", async () => {
    const lines: string[] = [];
    const script = "console.log('first'); console.error('\\x1b[31mlast\\x1b[0m'); process.exitCode = 3";
    const command = { ...node("command", script), step: "do it", log: "command" };
    const error = await failureOf(runCommand(command, (line) => lines.push(line)));
    expect(error).toBeInstanceOf(StepError);
    const log = join(folder, "command.log");
    expect(error).toMatchObject({ step: "do it", reason: "exit code 3", logPath: log });
    const [title, heading, ...last] = (error as InstanceType<typeof StepError>).report
      .split("\n")
      .map((line) => line.trim());
    expect([title, heading]).toEqual(["do it: exit code 3", "Its last lines:"]);
    expect(last.pop()).toBe(`The whole log: ${log}`);
    expect(last.sort()).toEqual(["first", "last"]);
    expect(lines.sort()).toEqual(["first", "last"]);
  });

  test("that does not exist fails its step", async () => {
    const command = { step: "do it", command: "/nonexistent", args: [], log: "absent" };
    expect(await failureOf(runCommand(command, ignore))).toMatchObject({
      step: "do it",
      reason: expect.stringContaining("ENOENT"),
    });
  });

  test("stops with all its child processes when it is interrupted", async () => {
    const abort = new AbortController();
    const script = `console.log(require("child_process").spawn("sleep", ["60"], { stdio: "ignore" }).pid)`;
    const command = {
      ...node("parent", `${script}; setInterval(() => {}, 1000)`),
      step: "do it",
      log: "parent",
    };
    const child = new Promise<number>((resolve) => {
      runCommand(command, (line) => resolve(Number(line)), abort.signal).catch(ignore);
    });
    const pid = await child;
    expect(exists(pid)).toBe(true);
    abort.abort();
    const deadline = Date.now() + 2000;
    while (exists(pid) && !isZombie(pid) && Date.now() < deadline) {
      await sleep(10);
    }
    expect(exists(pid) && !isZombie(pid)).toBe(false);
  });
});

/** Whether the process has ended but its parent has not waited for it, as in a container without an init. */
function isZombie(pid: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

describe("parallel tasks", () => {
  test("return all results", async () => {
    const results = await allOrNone(undefined, () => [Promise.resolve(1), Promise.resolve("two")]);
    expect(results).toEqual([1, "two"]);
  });

  test("are all stopped when one fails, and its error is thrown", async () => {
    const ended: string[] = [];
    const slow = async (signal: AbortSignal) => {
      await sleep(60_000, undefined, { signal }).catch(ignore);
      ended.push("slow");
      signal.throwIfAborted();
    };
    const failing = async () => {
      throw new Error("first failure");
    };
    const error = await failureOf(allOrNone(undefined, (signal) => [slow(signal), failing()]));
    expect(error).toMatchObject({ message: "first failure" });
    expect(ended).toEqual(["slow"]);
  });
});

test("free ports are different, and a server can listen on them", async () => {
  const ports = await freePorts(5);
  expect(new Set(ports).size).toBe(5);
  for (const port of ports) {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(port, "127.0.0.1", resolve);
    });
    server.close();
  }
});
