import { existsSync } from "node:fs";
import { projectPath } from "../../modules/kit/project-path";

/**
 * A test that reads a file outside the repository, in the folder `../shared`: published data that is not copied into the
 * repository. If the file is missing, the test is skipped by name. No other test reads files outside the repository.
 */
export function shared(file: string, title: string, test: (path: string) => void): void {
  const path = projectPath("..", "shared", file);
  if (existsSync(path)) {
    it(title, () => test(path));
  } else {
    it.skip(`${title} (not available: ../shared/${file})`, () => undefined);
  }
}
