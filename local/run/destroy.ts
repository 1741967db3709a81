import { Listr, type ListrTask } from "listr2";
import { drainLoadBalancers, drainVolumes } from "../../destroy/drain";
import { layerOfStack } from "../../stacks/names";
import { moveStateToFile } from "../../terraform/bootstrap";
import { noInterrupts, type Interrupts } from "../../terraform/interrupts";
import { applyChanges, initialize } from "../../terraform/operations";
import { logPath } from "../../terraform/paths";
import { synthesize, waves, withDependents, type SynthesizedStack } from "../../terraform/stacks";
import { loggedReport } from "../../terraform/steps";
import type { TerraformRun } from "../../terraform/terraform";
import { environmentStatus, stopEnvironment } from "../environment";
import { readEnvironment } from "../environment-file";
import { configurationOfThisMachine } from "../configuration";
import { destroyedStage } from "../destroyed-stage";
import { environmentOf } from "../stack-environment";
import { noteDestroyed, startedStacks } from "./deployed";
import { findLeftovers } from "./leftovers";
import type { LocalOptions } from "./options";
import { progressOf, timed } from "./progress";
import { allStacks, bootstrapStack, stackOf } from "./stacks";

/** A task for each stack; the stacks of a wave run at the same time. */
function inWaves(
  waves: readonly (readonly SynthesizedStack[])[],
  task: (stack: SynthesizedStack) => ListrTask,
): ListrTask[] {
  return waves.map((wave): ListrTask => {
    const [first, ...others] = wave.map(task);
    return first && others.length === 0
      ? first
      : {
          title: wave.map(({ name }) => name).join(", "),
          task: (_, parent) => parent.newListr(wave.map(task), { concurrent: true }),
        };
  });
}

/**
 * The drain of `npm run destroy`. Nothing in the emulators makes load balancers or volumes, so the AWS CLI is not needed.
 * What remains there is found by the inventory.
 */
async function drain({ stack, report, interrupts = noInterrupts }: TerraformRun): Promise<void> {
  const configuration = configurationOfThisMachine();
  const found = layerOfStack(stack, configuration);
  if (!found) {
    return;
  }
  // The same with and without an AWS CLI.
  const stage = { ...destroyedStage(found.stageName, configuration), aws: undefined };
  const drained = { stage, report, interrupts };
  if (found.layer === "platform") {
    await drainLoadBalancers(drained, stack);
  } else if (found.layer === "cluster") {
    await drainVolumes(drained, stack);
  }
}

/**
 * Destroys the deployed stacks, dependents first, and reports the remaining resources. If none remain, it stops the
 * environment. With a layer, only that layer and its dependents are destroyed. Exit code 1 if resources remain.
 */
export async function destroyAll({ layer }: LocalOptions, interrupts: Interrupts): Promise<number> {
  const environment = readEnvironment();
  if (!environment || !environmentStatus().every(({ alive }) => alive)) {
    console.log("The environment is not running, so nothing is deployed.");
    return 0;
  }
  const synthesized = synthesize();
  const wanted = layer ? withDependents(synthesized, stackOf(layer)) : allStacks;
  const started = startedStacks(environment);
  const chosen = synthesized.filter(({ name }) => started.includes(name) && wanted.includes(name));
  const task = ({ name }: SynthesizedStack): ListrTask => ({
    title: `${name}: destroy`,
    task: async (_, task) => {
      const report = loggedReport(logPath(`destroy-${name}`), progressOf(task));
      const run = { stack: name, env: environmentOf(name), report, interrupts };
      if (name === bootstrapStack) {
        // The state of the bootstrap stack is in the bucket that it destroys.
        await moveStateToFile(run);
      } else {
        await initialize(run);
      }
      await applyChanges(run, { destroy: true }, async () => {
        await drain(run);
        return true;
      });
      noteDestroyed(environment, name);
    },
  });
  // The bootstrap stack is destroyed last: its bucket has the states of the other stacks.
  const [own, others] = [true, false].map((isOwn) =>
    chosen.filter(({ name }) => (name === bootstrapStack) === isOwn),
  );
  const groups = [...waves(others ?? []).toReversed(), own ?? []].filter((group) => group.length > 0);
  await new Listr(inWaves(groups, task), timed).run();
  if (layer) {
    console.log(`Still deployed: ${startedStacks(environment).join(", ")}`);
    return 0;
  }
  const { present, kept } = findLeftovers(environment);
  if (kept.length > 0) {
    console.log(
      "Kept by design (AWS keeps a deleted KMS key for days, Helm keeps the definitions of a chart's folder crds):",
    );
    kept.forEach((line) => console.log(`  ${line}`));
  }
  console.log(
    present.length === 0
      ? "Remaining in the emulators and in Kubernetes: nothing."
      : "Remaining in the emulators and in Kubernetes:",
  );
  present.forEach((line) => console.log(`  ${line}`));
  if (present.length === 0) {
    await stopEnvironment();
  }
  return present.length === 0 ? 0 : 1;
}
