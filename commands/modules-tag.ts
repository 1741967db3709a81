import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rcompare, valid } from "semver";
import { UserError } from "../terraform/user-error";

/** @throws {UserError} with what git says */
function git(root: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const { status, stdout, stderr, error } = spawnSync("git", args, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  if (status !== 0) {
    const [line = ""] = (error?.message ?? stderr).trim().split("\n").slice(-1);
    throw new UserError(`git ${args.find((arg) => /^[a-z]/.test(arg)) ?? ""}: ${line}`);
  }
  return stdout.trim();
}

/** The entry of a version in CHANGELOG.md: what is between its heading and the next. */
function notesOf(changelog: string, version: string): string {
  const entry = changelog
    .split(/^(?=## )/m)
    .find((text) => text.split("\n", 1)[0]?.trim() === `## ${version}`);
  return entry?.replace(/^.*\n?/, "").trim() ?? "";
}

/**
 * The version and the notes of the release that a tag names.
 *
 * @throws {UserError} if the checkout is not the one of the tag, on main, with its version and an entry in CHANGELOG.md
 */
export function releaseAt(root: string, tag: string): { readonly version: string; readonly notes: string } {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  if (tag !== `v${version}`) {
    throw new UserError(`the tag: given ${tag}; accepted: v${version}, of the version in package.json`);
  }
  const notes = notesOf(readFileSync(join(root, "CHANGELOG.md"), "utf8"), version);
  if (notes === "") {
    throw new UserError(
      `CHANGELOG.md: has no changes below ## ${version}; accepted: those that npm run modules:diff -- <old> <new> --write writes`,
    );
  }
  const commit = git(root, ["rev-parse", "--verify", "--end-of-options", `refs/tags/${tag}^{commit}`]);
  const head = git(root, ["rev-parse", "HEAD"]);
  if (commit !== head) {
    throw new UserError(
      `the tag ${tag}: is ${commit}, and the checkout is ${head}; accepted: git checkout ${tag}`,
    );
  }
  const onMain = ["merge-base", "--is-ancestor", commit, "refs/remotes/origin/main"];
  if (spawnSync("git", onMain, { cwd: root }).status !== 0) {
    throw new UserError(
      `the tag ${tag}: is ${commit}, which is not on main of the remote origin; accepted: a commit that was merged (git fetch origin main)`,
    );
  }
  const changed = git(root, ["status", "--porcelain"]);
  if (changed !== "") {
    throw new UserError(
      `the checkout: differs from ${tag} in ${changed.split("\n").length} files; accepted: the files of the tag`,
    );
  }
  return { version, notes };
}

/**
 * The highest version that was released before a tag; undefined if there is none.
 *
 * @throws {UserError} if the checkout does not have the history
 */
export function versionBefore(root: string, tag: string): string | undefined {
  if (git(root, ["rev-parse", "--is-shallow-repository"]) === "true") {
    throw new UserError("the checkout: has no history; accepted: git fetch --unshallow --tags");
  }
  const tags = git(root, ["tag", "--list", "v*", "--merged", `refs/tags/${tag}`]).split("\n");
  const [highest] = tags.filter((name) => name !== tag && valid(name) !== null).sort(rcompare);
  return highest;
}

/** The tree of a folder's files, in the object store of the repository. */
function treeOf(root: string, folder: string): string {
  const temporary = mkdtempSync(join(tmpdir(), "index-"));
  try {
    const env = { GIT_INDEX_FILE: join(temporary, "index") };
    const gitDir = git(root, ["rev-parse", "--absolute-git-dir"]);
    git(folder, [`--git-dir=${gitDir}`, "--work-tree=.", "add", "--all", "--force", "."], env);
    return git(root, ["write-tree"], env);
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

/**
 * Pushes the files of a folder as a tag, in a commit of their own. Returns whether the tag is new.
 *
 * @throws {UserError} if the tag exists with other files
 */
export function pushTag(root: string, folder: string, tag: string): boolean {
  const reference = `refs/tags/${tag}`;
  const tree = treeOf(root, folder);
  if (git(root, ["ls-remote", "origin", reference]) !== "") {
    git(root, ["fetch", "--no-tags", "--depth=1", "origin", reference]);
    const differing = git(root, ["diff-tree", "-r", "--name-only", "FETCH_HEAD^{tree}", tree]);
    if (differing !== "") {
      const [first = "", ...others] = differing.split("\n");
      throw new UserError(
        `the tag ${tag}: exists with other files: ${first}${others.length > 0 ? ` and ${others.length} more` : ""}; accepted: the same files, or another version`,
      );
    }
    return false;
  }
  const author = ["-c", "user.name=release", "-c", "user.email=release@users.noreply.github.com"];
  const commit = git(root, [...author, "commit-tree", tree, "-m", `Modules of ${tag}`]);
  git(root, ["push", "--quiet", "origin", `${commit}:${reference}`]);
  return true;
}
