import { environmentStatus } from "../environment";
import { readEnvironment } from "../environment-file";
import { deployedStacks } from "./deployed";

/** Prints the processes and the deployed stacks. Exit code 0 if all processes run, else 1. */
export function printStatus(): number {
  const environment = readEnvironment();
  const processes = environmentStatus();
  if (!environment || processes.length === 0) {
    console.log("The environment is not running. npm run local starts it.");
    return 1;
  }
  for (const { name, alive, pid, port, memory } of processes) {
    const state = alive ? `pid ${pid}, port ${port ?? "none"}, ${memory} MiB` : "has ended";
    console.log(`  ${name.padEnd(26)}${state}`);
  }
  const stacks = [...deployedStacks(environment).keys()];
  console.log(`Deployed: ${stacks.length > 0 ? stacks.join(", ") : "nothing"}`);
  return processes.every(({ alive }) => alive) ? 0 : 1;
}
