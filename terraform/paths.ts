import { projectPath } from "../modules/kit/project-path";

/** Absolute path in the folder of machine-local files (binaries, logs, state), which Git ignores. */
export function localPath(...segments: string[]): string {
  return projectPath(".local", ...segments);
}

/** The log file of a process or of an installation step. */
export function logPath(name: string): string {
  return localPath("logs", `${name}.log`);
}
