import type { Configuration } from "../config";
import { layers, type Layer } from "../modules/layers";

/** Name of an account's bootstrap stack. */
export const bootstrapStackName = (account: string) => `${account}-bootstrap`;

/** Name of the stack of a layer of a stage. */
export const stackName = (stage: string, layer: Layer) => `${stage}-${layer}`;

/** The stage and the layer of a stack; undefined for a bootstrap stack. The configuration decides this. */
export function layerOfStack(
  stack: string,
  { stages }: Configuration,
): { readonly stageName: string; readonly layer: Layer } | undefined {
  return Object.keys(stages)
    .flatMap((stageName) => layers.map((layer) => ({ stageName, layer })))
    .find(({ stageName, layer }) => stack === stackName(stageName, layer));
}

/** The stage of a stack, or the account of a bootstrap stack. @throws Error if the configuration has none */
export function ownerOfStack(stack: string, configuration: Configuration): string {
  const owner =
    layerOfStack(stack, configuration)?.stageName ??
    Object.keys(configuration.accounts).find((account) => stack === bootstrapStackName(account));
  if (owner === undefined) {
    throw new Error(`no stage or account of ${stack}`); // it was synthesized from another configuration
  }
  return owner;
}

/** Whether a stack belongs to an emulated account. The configuration decides this, not the stack's name. */
export function isEmulated(stack: string, { accounts, stages }: Configuration): boolean {
  const emulated = (account: string) => accounts[account]?.emulator !== undefined;
  return (
    Object.keys(accounts).some((name) => emulated(name) && stack === bootstrapStackName(name)) ||
    Object.entries(stages).some(
      ([name, { account }]) => emulated(account) && layers.some((layer) => stack === stackName(name, layer)),
    )
  );
}
