import { spawnSync } from "node:child_process";
import { binaries } from "../local/kubernetes/binaries";
import { buildBinaries, findHelm } from "../local/kubernetes/install";
import { projectPath } from "../modules/kit/project-path";
import { runMain } from "./main";

/** Helm renders the charts for their tests: the one on the machine, or one that is built. */
async function prepareHelm(): Promise<void> {
  if (findHelm() !== undefined) {
    return;
  }
  console.error("Building Helm for the tests of the charts; the first time this takes a few minutes …");
  await buildBinaries([binaries.helm], () => undefined);
}

/** The tests that deploy nothing. Arguments go to jest as they are. */
void runMain(async () => {
  await prepareHelm();
  const jest = projectPath("node_modules", "jest", "bin", "jest.js");
  const { status } = spawnSync(process.execPath, [jest, ...process.argv.slice(2)], {
    cwd: projectPath(),
    stdio: "inherit",
  });
  return status ?? 1;
});
