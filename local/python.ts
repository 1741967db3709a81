import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand, type Report } from "../terraform/steps";
import { findTool, tools } from "../terraform/tools";

/** A Python virtual environment with the packages of a requirements file. */
export interface PythonEnvironment {
  /** Absolute path of the folder. */
  readonly folder: string;
  /** Absolute path of the requirements file, with exact versions. */
  readonly requirements: string;
  /** What is installed, for messages: `the AWS emulators`. */
  readonly content: string;
  /** Name of the log of pip. */
  readonly log: string;
  /** More options of `pip install`. */
  readonly options?: readonly string[];
}

const stampOf = ({ folder }: PythonEnvironment) => join(folder, "requirements.sha256");
const hashOf = ({ requirements }: PythonEnvironment) =>
  createHash("sha256").update(readFileSync(requirements)).digest("hex");

/** Path of the Python interpreter of an environment. */
export const pythonOf = (folder: string) => join(folder, "bin", "python");

/** Whether an environment has the packages of its requirements file. */
export function isInstalled(environment: PythonEnvironment): boolean {
  const stamp = stampOf(environment);
  return (
    existsSync(stamp) &&
    existsSync(pythonOf(environment.folder)) &&
    readFileSync(stamp, "utf8") === hashOf(environment)
  );
}

/** Creates an environment and installs its packages, unless they are installed. */
export async function install(
  environment: PythonEnvironment,
  report: Report,
  signal?: AbortSignal,
): Promise<void> {
  if (isInstalled(environment)) {
    return;
  }
  const { folder, requirements, content, log, options = [] } = environment;
  // An incomplete installation, or one of other versions, is replaced completely.
  rmSync(folder, { recursive: true, force: true });
  const python = findTool(tools.python)?.path ?? "python3";
  await runCommand(
    {
      step: "create a Python virtual environment",
      command: python,
      args: ["-m", "venv", folder],
      log: "install-venv",
    },
    report,
    signal,
  );
  const pip = ["-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--progress-bar", "off"];
  await runCommand(
    {
      step: `install ${content}`,
      command: pythonOf(folder),
      args: [...pip, ...options, "--requirement", requirements],
      log,
    },
    report,
    signal,
  );
  writeFileSync(stampOf(environment), hashOf(environment));
}
