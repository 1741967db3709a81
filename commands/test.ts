import { spawnSync } from "node:child_process";
import type { Command } from "commander";
import { binaries } from "../local/kubernetes/binaries";
import { buildBinaries, findHelm } from "../local/kubernetes/install";
import { projectPath } from "../modules/kit/project-path";
import { command, runMain } from "./program";

/** Builds Helm, which renders the charts in their tests, unless there is one. */
async function prepareHelm(): Promise<void> {
  if (findHelm() !== undefined) {
    return;
  }
  console.error("Building Helm for the tests of the charts; the first time this takes a few minutes …");
  await buildBinaries([binaries.helm], () => undefined);
}

function jest(args: readonly string[]): number {
  const program = projectPath("node_modules", "jest", "bin", "jest.js");
  return (
    spawnSync(process.execPath, [program, ...args], { cwd: projectPath(), stdio: "inherit" }).status ?? 1
  );
}

/** A command that passes its arguments to jest, which reports a wrong one. */
const jestCommand = (name: string, description: string) =>
  command(name, description)
    .argument("[jest...]", "arguments of jest: a part of a test's path, -t <name>, …")
    .allowUnknownOption()
    .helpOption(false);

/** `npm test`, and `npm run test:whole`, which deploys everything on this machine. */
export function testCommands(passed: readonly string[]): Command[] {
  return [
    jestCommand("test", "Run the tests that deploy nothing.").action((args: string[]) =>
      runMain(async () => {
        await prepareHelm();
        return jest([...args, ...passed]);
      }),
    ),
    jestCommand("test:whole", "Deploy all stacks on this machine, test and destroy them.").action(
      (args: string[]) =>
        runMain(async () => jest(["--config", "jest.whole.config.json", "--runInBand", ...args, ...passed])),
    ),
  ];
}
