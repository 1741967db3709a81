import { spawnSync } from "node:child_process";
import { binaryPath, isBuilt, type Binary } from "../../local/kubernetes/binaries";
import { buildBinaries } from "../../local/kubernetes/install";
import { projectPath } from "../../modules/kit/project-path";

/* actionlint, a static checker of the workflows of GitHub Actions. https://github.com/rhysd/actionlint */

const actionlint: Binary = {
  name: "actionlint",
  package: "github.com/rhysd/actionlint/cmd/actionlint",
  module: "github.com/rhysd/actionlint",
  folder: projectPath("__tests__", "workflows"),
};

/** Builds actionlint. Without Go or a connection to its modules nothing is built, and its tests are skipped. */
export async function buildActionlint(): Promise<void> {
  if (!isBuilt(actionlint)) {
    await buildBinaries([actionlint], () => undefined).catch(() => undefined);
  }
}

/** Whether actionlint is built. */
export const hasActionlint = () => isBuilt(actionlint);

/** The mistakes in workflows, one line each. */
export function mistakesIn(files: readonly string[]): string[] {
  const { status, stdout, stderr } = spawnSync(binaryPath(actionlint), ["-oneline", "-no-color", ...files], {
    encoding: "utf8",
  });
  if (status !== 0 && status !== 1) {
    throw new Error(stderr);
  }
  return stdout.split("\n").filter((line) => line !== "");
}
