import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { prerelease } from "semver";
import { projectPath } from "../modules/kit/project-path";
import { githubOf } from "./github-api";
import { publishRelease } from "./github-release";
import { archivesFolder, modulesFolder, writeAll } from "./modules";
import { compare } from "./modules-diff";
import { pushTag, releaseAt, versionBefore } from "./modules-tag";
import { command, runMain } from "./program";

async function release(tag: string, { check: onlyCheck }: { check?: boolean }): Promise<number> {
  const root = projectPath();
  const { version, notes } = releaseAt(root, tag);
  const before = versionBefore(root, tag);
  if (before !== undefined) {
    await compare([before, tag], {});
  }
  console.log(`${tag} can be released${before === undefined ? "" : ` after ${before}`}`);
  if (onlyCheck) {
    return 0;
  }
  const github = githubOf(process.env);
  writeAll({ pack: true });
  const modulesTag = `modules-${tag}`;
  console.log(
    `${modulesTag}: ${pushTag(root, modulesFolder, modulesTag) ? "pushed" : "exists with these files"}`,
  );
  const files = readdirSync(archivesFolder).map((name) => ({
    name,
    bytes: readFileSync(join(archivesFolder, name)),
  }));
  console.log(
    await publishRelease(github, { tag, notes, isPrerelease: prerelease(version) !== null, files }),
  );
  return 0;
}

/** `npm run modules:release`: releases the importable modules in GitHub. */
export function modulesReleaseCommand(): Command {
  return command(
    "modules:release",
    "Release the importable modules of a tag: push the tag of the modules, and publish the archives in GitHub. After an interruption, it goes on.",
  )
    .argument("<tag>", "tag of this checkout, v and the version in package.json")
    .option("--check", "only check that the tag can be released")
    .action((tag: string, options: { check?: boolean }) => runMain(() => release(tag, options)));
}
