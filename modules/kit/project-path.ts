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

/** The folder that holds the project's package.json: the same from the sources and from their compiled copy. */
export const projectRoot = findProjectRoot(__dirname);

/** Absolute path of a file of the project that is not compiled, such as a chart. */
export function projectPath(...segments: string[]): string {
  return join(projectRoot, ...segments);
}
