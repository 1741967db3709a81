import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pushTag, releaseAt, versionBefore } from "../../commands/modules-tag";
import { UserError } from "../../terraform/user-error";

const folder = mkdtempSync(join(tmpdir(), "modules-tag-"));
const remote = join(folder, "remote.git");
const modules = join(folder, "modules");
let root: string;
let checkouts = 0;

const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...args], {
    cwd: root,
    encoding: "utf8",
    stdio: "pipe",
  }).trim();

const write = (path: string, text: string) => writeFileSync(join(root, path), text);

const changelog = (...versions: string[]) =>
  ["# Changelog", ...versions.map((version) => `## ${version}\n\n- Changes of ${version}.`)].join("\n\n");

/** Commits a version with its entry, and tags it. */
function commit(version: string, tag = `v${version}`, text = changelog(version)): void {
  write("package.json", JSON.stringify({ version }));
  write("CHANGELOG.md", text);
  git("add", ".");
  git("commit", "--quiet", "--allow-empty", "-m", version);
  git("tag", tag);
}

const tagsOfRemote = () => git("ls-remote", "--tags", "origin").split("\n").filter(Boolean);

beforeEach(() => {
  rmSync(remote, { recursive: true, force: true });
  rmSync(modules, { recursive: true, force: true });
  mkdirSync(join(modules, "network"), { recursive: true });
  writeFileSync(join(modules, "network", "main.tf.json"), "{}");
  writeFileSync(join(modules, ".gitignore"), "main.tf.json");
  checkouts += 1;
  root = join(folder, `checkout-${checkouts}`);
  mkdirSync(root);
  execFileSync("git", ["init", "--quiet", "--bare", remote]);
  git("init", "--quiet", "--initial-branch=main");
  git("remote", "add", "origin", remote);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a tag that releases the modules", () => {
  it("gives the version and its entry in CHANGELOG.md", () => {
    commit("1.4.2", "v1.4.2", `${changelog("1.10.0", "1.4.2", "1.4.20")}\n`);
    git("push", "--quiet", "origin", "main");
    expect(releaseAt(root, "v1.4.2")).toEqual({ version: "1.4.2", notes: "- Changes of 1.4.2." });
  });

  it.each(["1.4.2", "v1.4.1", "v1.4.20", "modules-v1.4.2", ""])("is refused if it is %j for 1.4.2", (tag) => {
    commit("1.4.2");
    expect(() => releaseAt(root, tag)).toThrow(
      `the tag: given ${tag}; accepted: v1.4.2, of the version in package.json`,
    );
  });

  it.each([
    ["no entry", changelog("1.4.1")],
    ["an entry of a longer version", changelog("1.4.20")],
    ["only a heading", "# Changelog\n\n## 1.4.2\n\n## 1.4.1\n\n- Changes."],
    ["only what is not released", changelog("Unreleased")],
  ])("is refused with %s", (_, text) => {
    commit("1.4.2", "v1.4.2", text);
    expect(() => releaseAt(root, "v1.4.2")).toThrow(
      /^CHANGELOG\.md: has no changes below ## 1\.4\.2; accepted: /,
    );
  });

  it("is refused on a commit that was not merged", () => {
    commit("1.4.1");
    git("push", "--quiet", "origin", "main");
    git("checkout", "--quiet", "-b", "feature");
    commit("1.4.2");
    git("push", "--quiet", "origin", "feature");
    expect(() => releaseAt(root, "v1.4.2")).toThrow(
      /^the tag v1\.4\.2: is \w{40}, which is not on main of the remote origin; /,
    );
  });

  it("is refused if the checkout is not its commit, or has other files", () => {
    commit("1.4.2");
    git("push", "--quiet", "origin", "main");
    write("other.ts", "");
    expect(() => releaseAt(root, "v1.4.2")).toThrow("the checkout: differs from v1.4.2 in 1 files");
    git("add", ".");
    git("commit", "--quiet", "-m", "later");
    expect(() => releaseAt(root, "v1.4.2")).toThrow(
      /^the tag v1\.4\.2: is \w{40}, and the checkout is \w{40}; /,
    );
    git("tag", "--delete", "v1.4.2");
    expect(() => releaseAt(root, "v1.4.2")).toThrow(UserError);
  });
});

describe("the version before a tag", () => {
  it("is the highest one in its history, by the rules of semantic versions", () => {
    for (const version of ["0.9.0", "0.10.0-rc.1", "0.10.0", "0.9.1"]) {
      commit(version);
    }
    git("tag", "very-old");
    git("tag", "modules-v9.0.0");
    commit("0.11.0");
    commit("1.0.0");
    commit("1.1.0");
    expect(versionBefore(root, "v1.1.0")).toBe("v1.0.0");
    expect(versionBefore(root, "v0.11.0")).toBe("v0.10.0");
    expect(versionBefore(root, "v0.9.0")).toBeUndefined();
  });

  it("is unknown without the history", () => {
    commit("0.1.0");
    commit("0.2.0");
    git("push", "--quiet", "origin", "main", "--tags");
    const shallow = join(folder, `shallow-${checkouts}`);
    execFileSync("git", ["clone", "--quiet", "--depth=1", "--branch=main", `file://${remote}`, shallow]);
    expect(() => versionBefore(shallow, "v0.2.0")).toThrow(/^the checkout: has no history; accepted: /);
  });
});

describe("the tag of the modules", () => {
  const tag = "modules-v1.4.2";
  beforeEach(() => commit("1.4.2"));

  it("has the files of the folder alone, also those that a .gitignore names, and no history", () => {
    expect(pushTag(root, modules, tag)).toBe(true);
    git("fetch", "--quiet", "origin", `refs/tags/${tag}`);
    expect(git("ls-tree", "-r", "--name-only", "FETCH_HEAD").split("\n")).toEqual([
      ".gitignore",
      "network/main.tf.json",
    ]);
    expect(git("rev-list", "FETCH_HEAD").split("\n")).toHaveLength(1);
    expect(git("status", "--porcelain")).toBe("");
  });

  it("stays if a run goes on, from whichever checkout", () => {
    pushTag(root, modules, tag);
    const before = tagsOfRemote();
    expect(pushTag(root, modules, tag)).toBe(false);
    git("push", "--quiet", "origin", "main");
    root = join(folder, `second-${checkouts}`);
    execFileSync("git", ["clone", "--quiet", "--branch=main", remote, root]);
    expect(pushTag(root, modules, tag)).toBe(false);
    expect(tagsOfRemote()).toEqual(before);
  });

  it.each([
    ["changed", () => writeFileSync(join(modules, "network", "main.tf.json"), '{"a":1}')],
    ["added", () => writeFileSync(join(modules, "added"), "")],
    ["removed", () => rmSync(join(modules, ".gitignore"))],
  ])("is not moved to files of which one is %s", (_, change) => {
    pushTag(root, modules, tag);
    const before = tagsOfRemote();
    change();
    expect(() => pushTag(root, modules, tag)).toThrow(
      /^the tag modules-v1\.4\.2: exists with other files: [\w./]+; accepted: /,
    );
    expect(tagsOfRemote()).toEqual(before);
  });

  it("says in one line what git says", () => {
    git("remote", "set-url", "origin", join(folder, "absent.git"));
    expect(() => pushTag(root, modules, tag)).toThrow(/^git ls-remote: [^\n]+$/);
  });
});
