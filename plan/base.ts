import { spawnSync, type SpawnSyncOptions } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { projectPath } from "../modules/kit/project-path";
import { localPath } from "../terraform/paths";
import { UserError } from "../terraform/user-error";
import { configurationFile } from "./stack-folder";

/** The stacks of a commit. */
export interface Base {
  readonly commit: string;
  /** Has a folder for each synthesized stack. */
  readonly folder: string;
}

/** The line of an output that says what is wrong: not the stack trace and the version of Node.js. */
function errorIn(text: string): string {
  const lines = text.trim().split("\n");
  return lines.find((line) => /\bError\b/.test(line)) ?? lines.at(-1) ?? "";
}

function run(program: string, args: readonly string[], options: SpawnSyncOptions = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: projectPath(),
    maxBuffer: 256 * 1024 * 1024,
    ...options,
  });
  if (error) {
    throw new UserError(`${program} cannot be started: ${error.message}`);
  }
  return { status, stdout: stdout as Buffer, error: errorIn(String(stderr)) };
}

/**
 * The commit from which the present one goes on: the last one that it has in common with the given one.
 *
 * @throws {UserError}
 */
export function baseCommit(reference: string): string {
  const named = run("git", ["rev-parse", "--verify", "--quiet", "--end-of-options", `${reference}^{commit}`]);
  const common = named.status === 0 ? run("git", ["merge-base", "HEAD", String(named.stdout).trim()]) : named;
  if (common.status !== 0) {
    throw new UserError(
      `--base: given ${reference}; accepted: a branch, a tag or a commit of this repository with a common ancestor, fetched with its history`,
    );
  }
  return String(common.stdout).trim();
}

/** The present commit, with a digest of what differs from it. @throws {UserError} */
export function headCommit(): string {
  const { stdout, status } = run("git", ["rev-parse", "HEAD"]);
  if (status !== 0) {
    throw new UserError("the project is not in a git repository, or it has no commit");
  }
  const changes = [
    ["diff", "--no-ext-diff", "HEAD"],
    ["ls-files", "--others", "--exclude-standard"],
  ].map((args) => String(run("git", args).stdout));
  const digest = createHash("sha256").update(changes.join("\0")).digest("hex").slice(0, 8);
  const commit = String(stdout).trim();
  return changes.join("") === "" ? commit : `${commit} with changes that are not committed (${digest})`;
}

const read = (path: string) => (existsSync(path) ? readFileSync(path) : Buffer.alloc(0));

/** The file with the connection of the stage `local`: with another one, its stacks would differ. */
const connectionFile = "environment.json";

/** The sources of a commit, with the dependencies that it needs. */
function checkOut(commit: string, folder: string): void {
  const archive = run("git", ["archive", "--format=tar", commit]);
  const unpacked = run("tar", ["-x", "-C", folder], { input: archive.stdout });
  if (archive.status !== 0 || unpacked.status !== 0) {
    throw new UserError(`the files of commit ${commit} cannot be read: ${archive.error || unpacked.error}`);
  }
  const lockFile = "package-lock.json";
  if (read(join(folder, lockFile)).equals(read(projectPath(lockFile)))) {
    symlinkSync(projectPath("node_modules"), join(folder, "node_modules"));
  } else if (
    run("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: folder }).status !== 0
  ) {
    throw new UserError(`the dependencies of commit ${commit} cannot be installed (npm ci)`);
  }
  mkdirSync(join(folder, ".local"));
  if (existsSync(localPath(connectionFile))) {
    cpSync(localPath(connectionFile), join(folder, ".local", connectionFile));
  }
}

/** Synthesizes a commit in a folder of its own. It is done once. @throws {UserError} */
export function synthesizedAt(commit: string): Base {
  const key = createHash("sha256")
    .update(commit)
    .update(read(localPath(connectionFile)))
    .digest("hex");
  const folder = localPath("bases", key.slice(0, 16));
  if (existsSync(folder)) {
    return { commit, folder };
  }
  mkdirSync(localPath("bases"), { recursive: true });
  const sources = mkdtempSync(localPath("bases", "sources-"));
  try {
    checkOut(commit, sources);
    const compiler = join(sources, "node_modules", "typescript", "bin", "tsc");
    // Types were checked when the commit was made.
    const compiled = run(process.execPath, [compiler, "--project", sources, "--noCheck"], { cwd: sources });
    if (compiled.status !== 0) {
      throw new UserError(
        `commit ${commit} does not compile: ${String(compiled.stdout).trim().split("\n")[0]}`,
      );
    }
    const made = run(process.execPath, [join(sources, "build", "main.js")], { cwd: sources });
    if (made.status !== 0) {
      throw new UserError(`commit ${commit} cannot be synthesized: ${made.error}`);
    }
    const stacks = join(sources, "cdktf.out", "stacks");
    for (const stack of readdirSync(stacks)) {
      // Paths of files on this machine: the stage `local` has them.
      const file = join(stacks, stack, configurationFile);
      writeFileSync(file, readFileSync(file, "utf8").replaceAll(sources, projectPath()));
    }
    renameSync(stacks, folder);
  } finally {
    rmSync(sources, { recursive: true, force: true });
  }
  return { commit, folder };
}
