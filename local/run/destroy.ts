import { Listr } from "listr2";
import { synthesize } from "../../commands/stacks";
import { environmentStatus, readEnvironment, stopEnvironment } from "../environment";
import { bootstrapStack, runBootstrap, runCdktf, stacksFor } from "./deploy";
import { deployedStacks, noteDestroyed } from "./deployed";
import { findLeftovers } from "./leftovers";
import { progressOf, timed } from "./progress";
import type { LocalOptions } from "./options";

/**
 * Destroys what is deployed, uppermost stack first, says what is left, and stops the environment unless something is.
 * Exit code 1 when something is left.
 */
export async function destroyAll({ layer, keep }: LocalOptions, signal: AbortSignal): Promise<number> {
  const environment = readEnvironment();
  if (!environment || !environmentStatus().every(({ alive }) => alive)) {
    console.log("Nothing is running, so nothing is deployed.");
    return 0;
  }
  const deployed = deployedStacks(environment);
  const needed = layer ? stacksFor(layer) : [];
  // With a layer, that layer and those that stand on it; what it needs stays.
  const below = needed.filter((name) => !name.endsWith(`-${layer}`));
  const stacks = stacksFor(undefined)
    .filter((name) => deployed.includes(name) && !below.includes(name))
    .reverse();
  synthesize();
  await new Listr(
    stacks.map((stack) => ({
      title: `${stack}: destroy`,
      task: async (_, task) => {
        const report = progressOf(task);
        if (stack === bootstrapStack) {
          // Its own state lies in the bucket that goes.
          await runBootstrap("local", report, signal);
        }
        await runCdktf("destroy", stack, report, signal);
        noteDestroyed(environment, stack);
      },
    })),
    timed,
  ).run();
  if (below.length > 0) {
    return 0;
  }
  const leftovers = await findLeftovers(environment);
  console.log(leftovers.length === 0 ? "Left in the emulators and in Kubernetes: nothing." : "Left behind:");
  leftovers.forEach((line) => console.log(`  ${line}`));
  if (leftovers.length === 0 && !keep) {
    await stopEnvironment();
  }
  return leftovers.length === 0 ? 0 : 1;
}
