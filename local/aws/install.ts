import { projectPath } from "../../modules/kit/project-path";
import { localPath } from "../../terraform/paths";
import type { Report } from "../../terraform/steps";
import { install, isInstalled, pythonOf, type PythonEnvironment } from "../python";

const emulators: PythonEnvironment = {
  folder: localPath("venv"),
  requirements: projectPath("local", "aws", "requirements.txt"),
  content: "the AWS emulators",
  log: "install-emulators",
};

/** Path of the Python interpreter whose environment has the emulators. */
export const emulatorPython = pythonOf(emulators.folder);

/** Whether the emulators of `requirements.txt` are installed. */
export const emulatorsInstalled = () => isInstalled(emulators);

/** Installs the AWS emulators into their own virtual environment, unless they are installed. */
export const installEmulators = (report: Report, signal?: AbortSignal) => install(emulators, report, signal);
