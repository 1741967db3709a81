import { Option, type Command } from "commander";
import type { Configuration, Stage } from "../config";
import { configurationOfThisMachine } from "../local/configuration";
import { allLayers } from "../modules/layers";
import { layerOfStack, ownerOfStack } from "../stacks/names";
import { waves, type SynthesizedStack } from "../terraform/stacks";
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
    .addOption(new Option("--layer <layer>", "only this layer").choices(allLayers));

/**
 * The stage that an option or argument names.
 *
 * @throws {UserError} if there is none, or it is not accepted.
 */
export function stageNamed(
  option: string,
  name: string,
  { stages }: Configuration,
  isAccepted: (name: string) => boolean = () => true,
): Stage {
  const accepted = Object.keys(stages).filter(isAccepted);
  const stage = accepted.includes(name) ? stages[name] : undefined;
  if (!stage) {
    throw new UserError(`${option}: given ${name}; accepted: one of ${accepted.join(", ")}`);
  }
  return stage;
}

/** Which stacks the options select. @throws {UserError} */
export function selectionOf({ stage, layer }: SelectionOptions): (stack: string) => boolean {
  const configuration = configurationOfThisMachine();
  const owners =
    stage === undefined ? undefined : [stage, stageNamed("--stage", stage, configuration).account];
  return (stack) =>
    (owners === undefined || owners.includes(ownerOfStack(stack, configuration))) &&
    (layer === undefined || layer === (layerOfStack(stack, configuration)?.layer ?? bootstrap));
}

/** Names of stacks by stage or account, each in the order of deployment. */
export function inOrder(stacks: readonly SynthesizedStack[]): string[] {
  const configuration = configurationOfThisMachine();
  const names = waves(stacks).flatMap((wave) => wave.map(({ name }) => name));
  const owners = [...new Set(names.map((name) => ownerOfStack(name, configuration)))];
  return owners.flatMap((owner) => names.filter((name) => ownerOfStack(name, configuration) === owner));
}
