import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { projectPath } from "../../modules/kit/project-path";
import { localPath } from "../../terraform/paths";
import { runCommand, type Report } from "../../terraform/steps";
import { findTool, tools } from "../../terraform/tools";

const folder = localPath("venv");
const requirements = projectPath("local", "aws", "requirements.txt");
const stamp = localPath("venv", "requirements.sha256");

/** Path of the Python interpreter whose environment has the emulators. */
export const emulatorPython = localPath("venv", "bin", "python");

/** Whether the emulators of `requirements.txt` are installed. */
export function emulatorsInstalled(): boolean {
  return (
    existsSync(stamp) && existsSync(emulatorPython) && readFileSync(stamp, "utf8") === requirementsHash()
  );
}

/** Installs the AWS emulators into their own virtual environment, unless they are installed. */
export async function installEmulators(report: Report, signal?: AbortSignal): Promise<void> {
  if (emulatorsInstalled()) {
    return;
  }
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
      step: "install the AWS emulators",
      command: emulatorPython,
      args: [...pip, "--requirement", requirements],
      log: "install-emulators",
    },
    report,
    signal,
  );
  writeFileSync(stamp, requirementsHash());
}

function requirementsHash(): string {
  return createHash("sha256").update(readFileSync(requirements)).digest("hex");
}
