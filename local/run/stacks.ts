import { layers, type Layer } from "../../modules/layers";
import { bootstrapStackName, stackName } from "../../stacks/names";
import { withDependencies, type SynthesizedStack } from "../../terraform/stacks";

/** The bootstrap stack of the stage's account. */
export const bootstrapStack = bootstrapStackName("emulator");

/** Name of the stage that is deployed on one machine. */
const stage = "local";

/** Name of the stack of a layer. */
export const stackOf = (layer: Layer) => stackName(stage, layer);

/** Names of the stacks that are deployed on one machine, in deployment order. */
export const allStacks: readonly string[] = [bootstrapStack, ...layers.map(stackOf)];

/** Names of the stacks of a layer and of its dependencies, in deployment order; without a layer, of all stacks. */
export function stacksUpTo(layer: Layer | undefined, synthesized: readonly SynthesizedStack[]): string[] {
  const needed = layer && [bootstrapStack, ...withDependencies(synthesized, stackOf(layer))];
  return allStacks.filter((name) => needed?.includes(name) ?? true);
}

/** The stacks that need Kubernetes. The others are deployed while its programs are built. */
const onKubernetes = [stackOf("cluster"), stackOf("platform")];

/** Whether any of the given stacks needs Kubernetes. */
export const needKubernetes = (stacks: readonly string[]) =>
  stacks.some((name) => onKubernetes.includes(name));
