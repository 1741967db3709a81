import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { z } from "zod";
import type { Contract, ContractFields } from "./contract";

/** Every module has values for the outputs of its contract. */
export interface ModuleOutputs {
  readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * A module: a construct whose inputs have a schema and whose outputs have a contract. Its inputs are plain values in
 * the stacks, and references to variables in the importable modules.
 */
export interface ModuleClass {
  readonly name: string;
  /** Schema of the inputs. */
  readonly schema: z.ZodObject;
  /** Contract of the outputs. */
  readonly contract: Contract<ContractFields>;
  // The type of the configuration differs between modules; the schema of each module defines it.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  new (scope: Construct, id: string, config: any, after?: ITerraformDependable[]): Construct & ModuleOutputs;
}
