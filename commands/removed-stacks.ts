import type { Configuration } from "../config";
import type { Block } from "../plan/plan-json";
import { placeOf, stateBucketName } from "../stacks/place";
import type { SelectionOptions } from "./stack-selection";

/** The bucket of the state of a synthesized stack; undefined if its state is in a file. */
const bucketOf = (stack: Block | undefined): string | undefined =>
  (stack as { terraform?: { backend?: { s3?: { bucket?: string } } } } | undefined)?.terraform?.backend?.s3
    ?.bucket;

/**
 * Which of the stacks that the configuration does not have any more the options select. `--stage` selects those of the account of
 * the stage, unless another stage of the account comes before it: so a stack is in the report of one stage only. Those of an
 * account without a stage, which no report would have, are selected with the first stage that is not on this machine.
 *
 * @param configurationOf The stack, as the base synthesized it.
 */
export function removedSelection(
  { stage, layer }: SelectionOptions,
  configuration: Configuration,
  configurationOf: (stack: string) => Block | undefined,
): (stack: string) => boolean {
  const places = Object.keys(configuration.stages).map((name) => placeOf(name, configuration));
  const reporting = (stack: string) => {
    const bucket = bucketOf(configurationOf(stack));
    const [reported] = [
      ...places.filter(({ account }) => stateBucketName(account) === bucket),
      ...places.filter(({ account }) => account.emulator === undefined),
      ...places,
    ];
    return reported?.stageName;
  };
  return (stack) =>
    (stage === undefined || stage === reporting(stack)) &&
    (layer === undefined || stack.endsWith(`-${layer}`));
}
