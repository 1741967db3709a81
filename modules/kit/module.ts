import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { z } from "zod";
import type { Contract, ContractFields } from "./contract";

/** What every module gives: values for the outputs of its contract. */
export interface ModuleOutputs {
  readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * A module: a construct that is made from a schema and gives the outputs of a contract. Stacks give it plain values,
 * importable Terraform modules their variables.
 */
export interface ModuleClass {
  readonly name: string;
  /** What it is made from. */
  readonly schema: z.ZodObject;
  /** What it gives. */
  readonly contract: Contract<ContractFields>;
  // Each module's own configuration is told by its schema.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  new (scope: Construct, id: string, config: any, after?: ITerraformDependable[]): Construct & ModuleOutputs;
}
