import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { projectPath } from "../../modules/kit/project-path";
import { stackFolder } from "../../terraform/stacks";

// A program that behaves like terraform: it finishes at the first interrupt, and exits immediately at the second.
const terraform = `#!/usr/bin/env node
let interrupts = 0;
process.on("SIGINT", () => {
  interrupts += 1;
  console.log("terraform: interrupt " + interrupts);
  if (interrupts === 2) process.exit(3);
  setTimeout(() => { console.log("terraform: finished"); process.exit(1); }, 3000);
});
console.log("terraform: applying");
setInterval(() => undefined, 1000);
`;

// How a command of this project runs it.
const command = `
const { listenForInterrupts } = require(${JSON.stringify(projectPath("build", "terraform", "interrupts.js"))});
const { terraform } = require(${JSON.stringify(projectPath("build", "terraform", "terraform.js"))});
const interrupts = listenForInterrupts(console.log);
const run = { stack: "interrupts-test", env: process.env, report: console.log, interrupts };
terraform(run, ["apply"]).then(({ code }) => console.log("ended with " + code));
`;

const folder = mkdtempSync(join(tmpdir(), "interrupts-"));
beforeAll(() => {
  const program = join(folder, "terraform");
  writeFileSync(program, terraform);
  chmodSync(program, 0o755);
  mkdirSync(stackFolder("interrupts-test"), { recursive: true });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(stackFolder("interrupts-test"), { recursive: true });
});

/** Starts the command as a terminal does: in a process group of its own. */
function start(): { child: ChildProcess; until: (text: string) => Promise<string> } {
  const child = spawn(process.execPath, ["-e", command], {
    env: { ...process.env, TERRAFORM_BINARY_NAME: join(folder, "terraform") },
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (output += text));
  const until = async (text: string) => {
    while (!output.includes(text)) {
      expect(child.exitCode).toBeNull();
      await sleep(20);
    }
    return output;
  };
  return { child, until };
}

/** What Ctrl-C does: an interrupt for every process of the group. */
const controlC = (child: ChildProcess) => process.kill(-Number(child.pid), "SIGINT");

describe("Ctrl-C", () => {
  it("lets terraform finish, and counts as one interrupt even if it arrives twice", async () => {
    const { child, until } = start();
    await until("terraform: applying");
    controlC(child);
    // npm sends the interrupt of its terminal once more.
    child.kill("SIGINT");
    const output = await until("ended with 1");
    expect(output).toContain("Interrupted: the running operation is completed and its lock is released");
    expect(output).toContain("terraform: interrupt 1");
    expect(output).toContain("terraform: finished");
    expect(output).not.toContain("interrupt 2");
    child.kill("SIGKILL");
  });

  it("stops terraform immediately the second time, and reports that the lock remains", async () => {
    const { child, until } = start();
    await until("terraform: applying");
    controlC(child);
    await until("terraform: interrupt 1");
    await sleep(1000);
    controlC(child);
    const output = await until("ended with 3");
    expect(output).toContain("Stopped. The state lock remains");
    expect(output).not.toContain("terraform: finished");
    child.kill("SIGKILL");
  });
});
