import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

function findProjectRoot(folder: string): string {
  if (existsSync(join(folder, "package.json"))) {
    return folder;
  }
  const parent = dirname(folder);
  if (parent === folder) {
    throw new Error(`no package.json in ${__dirname} or above it`);
  }
  return findProjectRoot(parent);
}

/** The folder of the project's package.json. It is the same for the sources and for the compiled files. */
export const projectRoot = findProjectRoot(__dirname);

/** Absolute path of a file or folder in the project, such as a chart. */
export function projectPath(...segments: string[]): string {
  return join(projectRoot, ...segments);
}
