import { spawnSync } from "node:child_process";
import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { delimiter, resolve } from "node:path";
import { coerce, satisfies } from "semver";
import { projectPath } from "../modules/kit/project-path";
import { terraformVersion } from "../modules/versions";

/** A program of the user's machine that this project runs. */
export interface Tool {
  /** Name, for messages. */
  readonly name: string;
  /** What it does, for messages. */
  readonly purpose: string;
  /** Supported versions, as a semver range. */
  readonly range: string;
  /** Commands to try, in this order, and the arguments that print their version. */
  readonly commands: readonly string[];
  readonly versionArgs: readonly string[];
  /** Finds the version in the standard output. @default the first version number in it */
  readonly parse?: (output: string) => string;
}

/** A program that was found for a tool. */
export interface FoundTool {
  /** Absolute path. */
  readonly path: string;
  readonly version: string;
}

const engines = JSON.parse(readFileSync(projectPath("package.json"), "utf8")).engines as { node: string };

/** The programs, with their supported versions. */
export const tools = {
  node: {
    name: "Node.js",
    purpose: "runs everything here",
    range: engines.node,
    commands: [process.execPath],
    versionArgs: ["--version"],
  },
  terraform: {
    name: "Terraform",
    purpose: "deploys the stacks",
    range: terraformVersion,
    commands: ["terraform"],
    versionArgs: ["version", "-json"],
    parse: (output: string) => (JSON.parse(output) as { terraform_version: string }).terraform_version,
  },
  python: {
    name: "Python",
    purpose: "runs the AWS emulators",
    range: ">=3.10",
    commands: ["python3", "python"],
    versionArgs: ["--version"],
  },
  openssl: {
    name: "OpenSSL",
    purpose: "creates the certificates of the local Kubernetes API server",
    range: ">=1.1.1",
    commands: ["openssl"],
    versionArgs: ["version"],
  },
  go: {
    name: "Go",
    purpose: "builds the local Kubernetes binaries",
    range: ">=1.26",
    commands: ["go"],
    versionArgs: ["env", "GOVERSION"],
  },
  sessionManagerPlugin: {
    name: "Session Manager plugin",
    purpose:
      "forwards the port (https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html)",
    // The first version that forwards to a remote host.
    range: ">=1.2.331",
    commands: ["session-manager-plugin"],
    versionArgs: ["--version"],
  },
  helm: {
    name: "Helm",
    purpose: "installs charts",
    // Version 4 renamed flags that are used here.
    range: ">=3.18 <4",
    commands: ["helm"],
    versionArgs: ["version", "--template", "{{.Version}}"],
  },
  kubectl: {
    name: "kubectl",
    purpose: "reads the Kubernetes cluster",
    range: ">=1.30",
    commands: ["kubectl"],
    versionArgs: ["version", "--client", "--output", "json"],
    parse: (output: string) =>
      (JSON.parse(output) as { clientVersion: { gitVersion: string } }).clientVersion.gitVersion,
  },
  aws: {
    name: "AWS CLI",
    purpose:
      "gets tokens of the cluster, opens sessions, stores plans, and finds what a destroyed stage left",
    // `aws eks get-token` of earlier versions has an API version that Kubernetes removed.
    range: ">=1.24",
    commands: ["aws"],
    versionArgs: ["--version"],
    // aws-cli/2.15.0 Python/3.11.6 …
    parse: (output: string) => output.replace(/^aws-cli\//, ""),
  },
} as const satisfies Record<string, Tool>;

/** The first of the tool's commands with a supported version, else the first one that exists, else undefined. */
export function findTool(tool: Tool): FoundTool | undefined {
  const found = tool.commands.flatMap((command) => {
    const path = findOnPath(command);
    const version = path && versionOf(tool, path);
    return path && version ? [{ path, version }] : [];
  });
  return found.find(({ version }) => serves(tool, version)) ?? found[0];
}

/** Whether a version of a tool is supported. */
export function serves(tool: Tool, version: string): boolean {
  return satisfies(version, tool.range, { includePrerelease: true });
}

/** One line for each tool that is missing or has an unsupported version. */
export function missingTools(needed: readonly Tool[]): string[] {
  return needed.flatMap((tool) => {
    const found = findTool(tool);
    if (found && serves(tool, found.version)) {
      return [];
    }
    const state = found ? `is ${found.version}` : "was not found";
    return [`${tool.name} ${state}, ${tool.range} is required: it ${tool.purpose}`];
  });
}

function findOnPath(command: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => resolve(folder, command)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function versionOf(tool: Tool, command: string): string | undefined {
  // Standard error is ignored: Terraform may write warnings to it.
  const { status, stdout } = spawnSync(command, tool.versionArgs, { encoding: "utf8", timeout: 20_000 });
  if (status !== 0) {
    return undefined;
  }
  try {
    const version = tool.parse ? tool.parse(stdout) : stdout;
    return coerce(version)?.version;
  } catch {
    return undefined;
  }
}
