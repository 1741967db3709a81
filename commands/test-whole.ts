import { spawnSync } from "node:child_process";
import { projectPath } from "../modules/kit/project-path";
import { runMain } from "./main";

/** The tests that deploy the whole estate on this machine: one deployment, one after the other. */
void runMain(async () => {
  const jest = projectPath("node_modules", "jest", "bin", "jest.js");
  const args = [jest, "--config", "jest.whole.config.json", "--runInBand", ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, args, { cwd: projectPath(), stdio: "inherit" });
  return status ?? 1;
});
