import {
  DataTerraformRemoteStateS3,
  TerraformOutput,
  Token,
  type DataTerraformRemoteStateS3Config,
} from "cdktf";
import { Construct } from "constructs";

/** One output of a contract. */
export interface ContractField<T> {
  /** What the output is. */
  readonly kind: "text" | "number" | "list" | "map";
  readonly description: string;
  readonly read: (state: DataTerraformRemoteStateS3, name: string) => T;
}

/** Outputs by name. */
export type ContractFields = Record<string, ContractField<unknown>>;

/** The values of a contract, by output name. */
export type ContractValues<C> =
  C extends Contract<infer F> ? { [K in keyof F]: F[K] extends ContractField<infer T> ? T : never } : never;

/** An output with a string. */
export const text = (description: string): ContractField<string> => ({
  kind: "text",
  description,
  read: (state, name) => state.getString(name),
});

/** An output with a number. */
export const number = (description: string): ContractField<number> => ({
  kind: "number",
  description,
  read: (state, name) => state.getNumber(name),
});

/** An output with a list of strings. */
export const list = (description: string): ContractField<string[]> => ({
  kind: "list",
  description,
  read: (state, name) => state.getList(name),
});

/** An output with a map of strings. */
export const map = (description: string): ContractField<Record<string, string>> => ({
  kind: "map",
  description,
  read: (state, name) => Token.asStringMap(state.get(name)),
});

/**
 * The outputs of a module or layer, with stable names. A layer has all of these outputs; later layers and other
 * configurations read them from its state.
 */
export class Contract<F extends ContractFields> {
  constructor(readonly fields: F) {}

  /** Declares the outputs in a stack. */
  publish(scope: Construct, values: Readonly<Record<keyof F, unknown>>): void {
    // The outputs have a separate scope, because an output may have the name of a resource.
    const outputs = new Construct(scope, "outputs");
    for (const [name, field] of Object.entries(this.fields)) {
      new TerraformOutput(outputs, name, {
        value: values[name],
        description: field.description,
      }).overrideLogicalId(name);
    }
  }

  /** Reads the outputs from the state of a stack. */
  read(scope: Construct, id: string, state: DataTerraformRemoteStateS3Config): ContractValues<Contract<F>> {
    const remote = new DataTerraformRemoteStateS3(scope, id, state);
    return Object.fromEntries(
      Object.entries(this.fields).map(([name, field]) => [name, field.read(remote, name)]),
    ) as ContractValues<Contract<F>>;
  }
}
