import { spawnSync } from "node:child_process";
import type { Command } from "commander";
import { projectPath } from "../modules/kit/project-path";
import { command, runMain } from "./program";

const folders = [
  "main.ts",
  "commands",
  "config",
  "importable",
  "local",
  "modules",
  "plan",
  "stacks",
  "terraform",
];

/** The checks. `npm run` itself checks the types, when it compiles. */
const checks: readonly (readonly string[])[] = [
  ["eslint/bin/eslint.js", "."],
  ["prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."],
  ["dependency-cruiser/bin/dependency-cruise.mjs", "--config", ".dependency-cruiser.cjs", ...folders],
];

async function check(): Promise<number> {
  const codes = checks.map(
    ([path = "", ...args]) =>
      spawnSync(process.execPath, [projectPath("node_modules", path), ...args], {
        cwd: projectPath(),
        stdio: "inherit",
      }).status ?? 1,
  );
  return Math.max(...codes);
}

/** `npm run check`: linter, formatter, rules of imports. */
export function checkCommand(): Command {
  return command("check", "Run the linter, the formatter's check, and the rules of imports.").action(() =>
    runMain(check),
  );
}
