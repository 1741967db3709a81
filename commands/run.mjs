// Runs a command of this project: checks Node.js, installs the dependencies, compiles the sources, starts the command.
// Plain JavaScript without dependencies, because it runs before they are installed.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name, ...args] = process.argv.slice(2);

function fail(line) {
  console.error(line);
  process.exit(1);
}

function checkNode() {
  const range = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).engines.node;
  const [, major, minor, below] = /^>=(\d+)\.(\d+) <(\d+)$/.exec(range);
  const [foundMajor, foundMinor] = process.versions.node.split(".").map(Number);
  const newEnough =
    foundMajor > Number(major) || (foundMajor === Number(major) && foundMinor >= Number(minor));
  if (!newEnough || foundMajor >= Number(below)) {
    fail(`Node.js ${process.versions.node} found; needed: ${range}`);
  }
}

function run(command, commandArgs) {
  const { status, error } = spawnSync(command, commandArgs, { cwd: root, stdio: "inherit" });
  if (error) {
    fail(`${command} could not be started: ${error.message}`);
  }
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}

/** Runs `npm ci` if package-lock.json has changed. */
function install() {
  const stamp = join(root, "node_modules", ".package-lock.sha256");
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) {
    return;
  }
  console.error("Installing the dependencies (npm ci) …");
  run("npm", ["ci", "--no-audit", "--no-fund"]);
  writeFileSync(stamp, wanted);
}

checkNode();
install();
run(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "--pretty"]);
const program = join(root, "build", "commands", "cli.js");
const child = spawn(process.execPath, [program, name, ...args], { cwd: root, stdio: "inherit" });
// The command handles interrupts, and this process waits until it ends. Ctrl-C in a terminal reaches both processes, so
// the command receives it twice; it counts signals within a short time as one.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("close", (status) => process.exit(status ?? 1));
