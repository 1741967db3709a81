import { Option, type Command } from "commander";
import { configurationOfThisMachine } from "../local/configuration";
import { layers } from "../modules/layers";
import { layerOfStack, ownerOfStack } from "../stacks/names";
import { UserError } from "../terraform/user-error";

/** Options that select stacks. */
export interface SelectionOptions {
  readonly stage?: string;
  readonly layer?: string;
}

const bootstrap = "bootstrap";

/** Adds the options that select stacks. */
export const withSelection = (command: Command) =>
  command
    .option("--stage <stage>", "only this stage and its account")
    .addOption(new Option("--layer <layer>", "only this layer").choices([bootstrap, ...layers]));

/** Which stacks the options select. @throws {UserError} */
export function selectionOf({ stage, layer }: SelectionOptions): (stack: string) => boolean {
  const configuration = configurationOfThisMachine();
  const accepted = Object.keys(configuration.stages);
  if (stage !== undefined && !accepted.includes(stage)) {
    throw new UserError(`--stage: given ${stage}; accepted: one of ${accepted.join(", ")}`);
  }
  const owners = stage === undefined ? undefined : [stage, configuration.stages[stage]?.account];
  return (stack) =>
    (owners === undefined || owners.includes(ownerOfStack(stack, configuration))) &&
    (layer === undefined || layer === (layerOfStack(stack, configuration)?.layer ?? bootstrap));
}
