import { evaluate, type Evaluation } from "../support/evaluation";
import { stackOf, type Stacks } from "../support/prepared";
import type { Block } from "../support/terraform-json";

/** A stage as it is deployed: the resources of its stacks of AWS, by address, with the outputs of other stacks as values. */
export interface Deployed {
  readonly network: Evaluation;
  readonly cluster: Evaluation;
  readonly data: Evaluation;
}

const reference = /data\.terraform_remote_state\.network\.outputs\.(\w+)/g;

/** A stack in which references to outputs of the network are replaced by values. */
function withOutputs(stacks: Stacks, name: string, network: Evaluation): Block {
  const { resource, data, ephemeral } = stackOf(stacks, name).json;
  const text = JSON.stringify({ resource, data, ephemeral }).replaceAll(reference, (_, output: string) =>
    JSON.stringify(JSON.stringify(network[`output.${output}`]?.value)).slice(1, -1),
  );
  const json = JSON.parse(text) as Block;
  delete json.data?.terraform_remote_state;
  return json;
}

/**
 * Evaluates the stacks of stages with Terraform, first those of the networks. A computed attribute is a string with the
 * address and the key of its instance, the same in all stacks: `<aws_subnet.network_private[us-east-1a].id>`.
 */
export function deployed(stacks: Stacks, stages: readonly string[]): Record<string, Deployed> {
  const networks = evaluate(
    Object.fromEntries(
      stages.map((stage) => [stage, { json: stackOf(stacks, `${stage}-network`).json, keys: true }]),
    ),
  );
  const others = evaluate(
    Object.fromEntries(
      stages.flatMap((stage) =>
        ["cluster", "data"].map((layer) => [
          `${stage}-${layer}`,
          { json: withOutputs(stacks, `${stage}-${layer}`, networks[stage] ?? {}), keys: true },
        ]),
      ),
    ),
  );
  return Object.fromEntries(
    stages.map((stage) => [
      stage,
      {
        network: networks[stage] ?? {},
        cluster: others[`${stage}-cluster`] ?? {},
        data: others[`${stage}-data`] ?? {},
      },
    ]),
  );
}
