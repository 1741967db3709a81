import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "../importable/files";
import { localPath } from "../terraform/paths";
import { runCommand, type Report } from "../terraform/steps";
import { projectPath } from "../modules/kit/project-path";

/** A library that synthesizes the project: the source of the packages `cdktf` and `constructs`. */
export interface Engine {
  readonly name: string;
  /** Dependencies in package.json; undefined for the library that the project itself uses. */
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** The library that the project uses, and its maintained fork. https://github.com/open-constructs/cdk-terrain */
export const engines: readonly [Engine, Engine] = [
  { name: "cdktf" },
  { name: "cdktn", dependencies: { cdktf: "npm:cdktn@0.24.0", constructs: "10.7.2" } },
];

/** Contents of files by path: JSON parsed, other files as text. */
type Files = Readonly<Record<string, unknown>>;

/** Creates a folder with the compiled project and the libraries of an engine, without machine-local files. */
async function prepare({ name, dependencies }: Engine, report: Report): Promise<string> {
  const folder = localPath("engines", name);
  const own = JSON.parse(readFileSync(projectPath("package.json"), "utf8")) as {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
    peerDependencies: Record<string, string>;
  };
  // The peer dependencies, in the versions of the project's development dependencies.
  const peers = Object.keys(own.peerDependencies).map((peer) => [peer, own.devDependencies[peer] ?? ""]);
  const manifest = JSON.stringify({
    ...own,
    devDependencies: {},
    peerDependencies: {},
    dependencies: { ...own.dependencies, ...Object.fromEntries(peers), ...dependencies },
  });
  const file = join(folder, "package.json");
  const isInstalled = existsSync(join(folder, "installed")) && readFileSync(file, "utf8") === manifest;
  if (!isInstalled) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, manifest);
    if (dependencies) {
      // --legacy-peer-deps: the provider packages require cdktf by name and version, which the alias does not have.
      const args = ["install", "--legacy-peer-deps", "--ignore-scripts", "--no-audit", "--no-fund"];
      await runCommand(
        { step: `install ${name}`, command: "npm", args, cwd: folder, log: `engine-${name}` },
        report,
      );
    } else {
      symlinkSync(projectPath("node_modules"), join(folder, "node_modules"));
    }
    writeFileSync(join(folder, "installed"), "");
  }
  for (const part of ["build", "charts"]) {
    rmSync(join(folder, part), { recursive: true, force: true });
    cpSync(projectPath(part), join(folder, part), { recursive: true });
  }
  return folder;
}

/** All files in a folder, by path. */
function read(folder: string, root: string): Files {
  return Object.fromEntries(
    filesBelow(folder).map((path) => {
      const text = readFileSync(join(folder, path), "utf8").replaceAll(root, ".");
      return [path, path.endsWith(".json") ? (JSON.parse(text) as unknown) : text];
    }),
  );
}

/** All stacks and importable modules that an engine synthesizes. */
export async function synthesizedBy(engine: Engine, report: Report): Promise<Files> {
  const folder = await prepare(engine, report);
  for (const script of [["main.js"], [join("commands", "cli.js"), "modules"]]) {
    await runCommand(
      {
        step: `synthesize with ${engine.name}`,
        command: process.execPath,
        args: [join(folder, "build", script[0] ?? ""), ...script.slice(1)],
        cwd: folder,
        log: `engine-${engine.name}`,
      },
      report,
    );
  }
  const stacks = read(join(folder, "cdktf.out", "stacks"), folder);
  const modules = read(join(folder, "dist", "modules"), folder);
  return { stacks, modules };
}

/** Paths at which two values differ, with both values. The metadata of cdktf (`//`) is ignored. */
export function differences(one: unknown, other: unknown, path = ""): string[] {
  if (typeof one === "object" && typeof other === "object" && one !== null && other !== null) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys]
      .filter((key) => key !== "//")
      .flatMap((key) =>
        differences((one as Files)[key], (other as Files)[key], path === "" ? key : `${path} › ${key}`),
      );
  }
  const short = (value: unknown) => (JSON.stringify(value) ?? "nothing").slice(0, 200);
  return one === other ? [] : [`${path}: ${short(one)} is ${short(other)}`];
}
