import { Listr, type ListrTask } from "listr2";
import { synthesize, withDependents, type SynthesizedStack } from "../../terraform/stacks";
import { environmentStatus, stopEnvironment } from "../environment";
import { readEnvironment } from "../environment-file";
import { allStacks, bootstrapStack, inWaves, runBootstrap, runCdktf, stackOf, waves } from "./deploy";
import { noteDestroyed, startedStacks } from "./deployed";
import { findLeftovers } from "./leftovers";
import { progressOf, timed } from "./progress";
import type { LocalOptions } from "./options";

/**
 * Destroys what is deployed, uppermost stack first, says what is left, and stops the environment unless something is.
 * With a layer, that layer and those that stand on it go; what it needs stays. Exit code 1 when something is left.
 */
export async function destroyAll({ layer }: LocalOptions, signal: AbortSignal): Promise<number> {
  const environment = readEnvironment();
  if (!environment || !environmentStatus().every(({ alive }) => alive)) {
    console.log("Nothing is running, so nothing is deployed.");
    return 0;
  }
  const synthesized = synthesize();
  const wanted = layer ? withDependents(synthesized, stackOf(layer)) : allStacks;
  const started = startedStacks(environment);
  const chosen = synthesized.filter(({ name }) => started.includes(name) && wanted.includes(name));
  const task = ({ name }: SynthesizedStack): ListrTask => ({
    title: `${name}: destroy`,
    task: async (_, task) => {
      const report = progressOf(task);
      if (name === bootstrapStack) {
        // Its own state lies in the bucket that goes.
        await runBootstrap("local", report, signal);
      }
      await runCdktf("destroy", name, report, signal);
      noteDestroyed(environment, name);
    },
  });
  await new Listr(inWaves(waves(chosen).toReversed(), task), timed).run();
  if (layer) {
    console.log(`Still deployed: ${startedStacks(environment).join(", ")}`);
    return 0;
  }
  const { present, kept } = findLeftovers(environment);
  if (kept.length > 0) {
    console.log(
      "Kept by design (AWS keeps a deleted KMS key for days, Helm the definitions of a chart's folder crds):",
    );
    kept.forEach((line) => console.log(`  ${line}`));
  }
  console.log(
    present.length === 0
      ? "Left in the emulators and in Kubernetes: nothing."
      : "Left in the emulators and in Kubernetes:",
  );
  present.forEach((line) => console.log(`  ${line}`));
  if (present.length === 0) {
    await stopEnvironment();
  }
  return present.length === 0 ? 0 : 1;
}
