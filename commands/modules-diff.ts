import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { differencesOf, readRelease, type Release } from "../importable/difference";
import { changelogEntry, refusal, upgradingPage } from "../importable/upgrading";
import { projectPath } from "../modules/kit/project-path";
import { command, runMain } from "./program";
import { UserError } from "../terraform/user-error";

/** The modules of a commit, written by its own sources with the libraries that are installed now. */
function releaseOfCommit(commit: string): Release | undefined {
  const folder = mkdtempSync(join(tmpdir(), "modules-"));
  const node = (...args: string[]) => execFileSync(process.execPath, args, { cwd: folder, stdio: "pipe" });
  try {
    const archive = execFileSync("git", ["archive", commit], { cwd: projectPath(), maxBuffer: 1024 ** 3 });
    execFileSync("tar", ["-x", "-C", folder], { input: archive });
    if (!existsSync(join(folder, "commands", "modules.ts"))) {
      return undefined;
    }
    symlinkSync(projectPath("node_modules"), join(folder, "node_modules"));
    node(join("node_modules", "typescript", "bin", "tsc"));
    // In older commits, each command is a separate program.
    const program = join("build", "commands", "cli.js");
    node(
      ...(existsSync(join(folder, program))
        ? [program, "modules"]
        : [join("build", "commands", "modules.js")]),
    );
    return readRelease(join(folder, "dist", "modules"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function isCommit(given: string): boolean {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${given}^{commit}`];
  return spawnSync("git", args, { cwd: projectPath() }).status === 0;
}

function releaseOf(given: string): Release {
  const release = existsSync(given)
    ? readRelease(resolve(given))
    : isCommit(given)
      ? releaseOfCommit(given)
      : undefined;
  if (!release) {
    throw new UserError(
      `given ${given}; accepted: a folder that \`npm run modules\` wrote, or a tag or commit that has that command`,
    );
  }
  return release;
}

const changelogHead = "# Changelog\n\nChanges for users of the importable modules. https://semver.org\n";

/** Writes the entry of CHANGELOG.md, replacing an entry of the same version, and the upgrading page. */
function write(old: Release, now: Release, entry: string, page: string): string[] {
  const changelog = projectPath("CHANGELOG.md");
  const text = existsSync(changelog) ? readFileSync(changelog, "utf8") : changelogHead;
  const [head = changelogHead, ...entries] = text.split(/^(?=## )/m);
  const others = entries.filter((other) => !other.startsWith(`## ${now.version}\n`));
  writeFileSync(
    changelog,
    [head.trimEnd(), entry.trimEnd(), ...others.map((other) => other.trimEnd())].join("\n\n") + "\n",
  );
  const upgrading = projectPath("docs", "upgrading", `${old.version}-to-${now.version}.md`);
  mkdirSync(dirname(upgrading), { recursive: true });
  writeFileSync(upgrading, page);
  return [changelog, upgrading];
}

/**
 * Prints what changed in the modules from one version to another.
 *
 * @throws {UserError} if the version is too low for the changes
 */
export async function compare(
  given: readonly [string, string],
  { write: isWritten }: { write?: boolean },
): Promise<number> {
  const [old, now] = [releaseOf(given[0]), releaseOf(given[1])];
  const differences = differencesOf(old, now);
  const refused = refusal(old, now, differences);
  const [entry, page] = [changelogEntry(now, differences), upgradingPage(old, now, differences)];
  console.log(`${entry}\n${page}`);
  if (refused) {
    throw new UserError(refused);
  }
  if (isWritten) {
    write(old, now, entry, page).forEach((path) => console.log(`written: ${path}`));
  }
  return 0;
}

/** `npm run modules:diff`: reports what changed in the importable modules. */
export function modulesDiffCommand(): Command {
  return command("modules:diff", "Report what changed in the importable modules from one version to another.")
    .argument("<old>", "a tag, a commit, or a folder that npm run modules wrote")
    .argument("<new>", "a tag, a commit or such a folder, of the later version")
    .option("--write", "write the entry of CHANGELOG.md and the page of docs/upgrading")
    .action((old: string, now: string, options: { write?: boolean }) =>
      runMain(() => compare([old, now], options)),
    );
}
