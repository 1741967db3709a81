import type { Configuration } from "../config";
import { layers, type Layer } from "../modules/layers";

/** Name of the stack of an account's own resources. */
export const bootstrapStackName = (account: string) => `${account}-bootstrap`;

/** Name of the stack of a layer of a stage. */
export const stackName = (stage: string, layer: Layer) => `${stage}-${layer}`;

/** Whether a stack belongs to an account that is emulated. No part of its name decides it. */
export function isEmulated(stack: string, { accounts, stages }: Configuration): boolean {
  const emulated = (account: string) => accounts[account]?.emulator !== undefined;
  return (
    Object.keys(accounts).some((name) => emulated(name) && stack === bootstrapStackName(name)) ||
    Object.entries(stages).some(
      ([name, { account }]) => emulated(account) && layers.some((layer) => stack === stackName(name, layer)),
    )
  );
}
