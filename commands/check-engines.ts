import { differences, engines, synthesizedBy } from "./engines";
import type { Command } from "commander";
import { command, runMain } from "./program";

/** Synthesizes all stacks and modules with cdktf and with its fork, and compares them. Exit code 1 if they differ. */
async function checkEngines(): Promise<number> {
  const [own, fork] = engines;
  const report = (line: string) => console.error(`  ${line}`);
  console.error(`Synthesizing with ${own.name} and ${fork.name}; the first time ${fork.name} is installed …`);
  const [one, other] = [await synthesizedBy(own, report), await synthesizedBy(fork, report)];
  const found = differences(one, other);
  found.forEach((line) => console.log(line));
  const counts = Object.entries(one).map(
    ([kind, files]) => `${Object.keys(files as object).length} files of ${kind}`,
  );
  console.log(`${found.length} differences between ${own.name} and ${fork.name} in ${counts.join(" and ")}`);
  return found.length === 0 ? 0 : 1;
}

/** `npm run check:engines`: compares cdktf with its maintained fork. */
export function enginesCommand(): Command {
  return command("check:engines", "Compare what cdktf and its maintained fork synthesize.").action(() =>
    runMain(checkEngines),
  );
}
