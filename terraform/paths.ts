import { projectPath } from "../modules/kit/project-path";

/** Absolute path in the ignored folder that holds everything machine-local: binaries, logs, state. */
export function localPath(...segments: string[]): string {
  return projectPath(".local", ...segments);
}

/** The log file of a process or of an installation step. */
export function logPath(name: string): string {
  return localPath("logs", `${name}.log`);
}
