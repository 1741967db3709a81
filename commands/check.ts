import { spawnSync } from "node:child_process";
import { projectPath } from "../modules/kit/project-path";
import { runMain } from "./main";

/** Types were checked when this was compiled; what is left is the linter and the formatter. */
void runMain(async () => {
  const tool = (path: string, args: string[]) =>
    spawnSync(process.execPath, [projectPath("node_modules", path), ...args], {
      cwd: projectPath(),
      stdio: "inherit",
    }).status ?? 1;
  const lint = tool("eslint/bin/eslint.js", ["."]);
  const format = tool("prettier/bin/prettier.cjs", ["--check", "--log-level", "warn", "."]);
  return lint || format;
});
