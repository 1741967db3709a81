import { existsSync } from "node:fs";
import { projectPath } from "../../modules/kit/project-path";

/**
 * A test that reads a file beside the repository, in the folder `../shared`: data of AWS or of others that the repository
 * does not repeat. Where the file is missing, the test is skipped by name. Nothing else reads outside the repository.
 */
export function shared(file: string, title: string, test: (path: string) => void): void {
  const path = projectPath("..", "shared", file);
  if (existsSync(path)) {
    it(title, () => test(path));
  } else {
    it.skip(`${title} (not available: ../shared/${file})`, () => undefined);
  }
}
