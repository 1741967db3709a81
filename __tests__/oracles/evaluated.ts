import type { ContractFields } from "../../modules/kit/contract";
import { layerContracts, type LayerOutputs } from "../../modules/layers/contracts";
import { evaluate, type Evaluation } from "../support/evaluation";
import type { Stacks } from "../support/prepared";
import type { Block } from "../support/terraform-json";

/**
 * Blocks of a stack with a value for each output of another stack: a string such as `<network.vpc_id>`, or a list or a map
 * of such strings.
 */
export function withoutOtherStates(blocks: Block): Block {
  const reference = /data\.terraform_remote_state\.(\w+)\.outputs\.(\w+)(\[\\"[^"]*\\"\]|\.\w+)?/g;
  return JSON.parse(
    JSON.stringify(blocks).replaceAll(
      reference,
      (_, layer: keyof LayerOutputs, output: string, key?: string) => {
        const fields: ContractFields = layerContracts[layer].fields;
        const value = `${layer}.${output}`;
        const kind = key === undefined ? fields[output]?.kind : "text";
        return kind === "list"
          ? `[\\"<${value}.0>\\", \\"<${value}.1>\\"]`
          : kind === "map"
            ? `{\\"key\\": \\"<${value}.key>\\"}`
            : `\\"<${value}>\\"`;
      },
    ),
  ) as Block;
}

/**
 * The resources of AWS of some stacks, with their values after references and `for_each`. An attribute that AWS sets, or
 * that another stack outputs, is a string such as `<aws_vpc.network.id>`, or a list of such strings.
 */
export function evaluatedStacks(stacks: Stacks): Record<string, Evaluation> {
  const configurations = Object.entries(stacks).map(([name, { json }]) => {
    const { helm_release: _, ...resource } = (json["resource"] ?? {}) as Record<string, Block>;
    const known = withoutOtherStates({ resource, data: json["data"], ephemeral: json["ephemeral"] });
    delete known.data?.terraform_remote_state;
    return [name, { json: known }] as const;
  });
  return Object.fromEntries(
    Object.entries(evaluate(Object.fromEntries(configurations))).map(([name, evaluation]) => [
      name,
      Object.fromEntries(Object.entries(evaluation).filter(([address]) => address.startsWith("aws_"))),
    ]),
  );
}
