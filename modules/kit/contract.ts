import {
  DataTerraformRemoteStateS3,
  TerraformOutput,
  Token,
  type DataTerraformRemoteStateS3Config,
} from "cdktf";
import { Construct } from "constructs";

/** What one output of a layer holds. */
export interface ContractField<T> {
  readonly description: string;
  readonly read: (state: DataTerraformRemoteStateS3, name: string) => T;
}

/** Outputs by name. */
export type ContractFields = Record<string, ContractField<unknown>>;

/** The values of a contract, by output name. */
export type ContractValues<C> =
  C extends Contract<infer F> ? { [K in keyof F]: F[K] extends ContractField<infer T> ? T : never } : never;

/** An output that holds a string. */
export const text = (description: string): ContractField<string> => ({
  description,
  read: (state, name) => state.getString(name),
});

/** An output that holds a number. */
export const number = (description: string): ContractField<number> => ({
  description,
  read: (state, name) => state.getNumber(name),
});

/** An output that holds a list of strings. */
export const list = (description: string): ContractField<string[]> => ({
  description,
  read: (state, name) => state.getList(name),
});

/** An output that holds strings by key. */
export const map = (description: string): ContractField<Record<string, string>> => ({
  description,
  read: (state, name) => Token.asStringMap(state.get(name)),
});

/**
 * The outputs by which one layer meets the next: stable names that other estates may read as well.
 * A layer publishes all of them; a later layer reads them from the layer's state.
 */
export class Contract<F extends ContractFields> {
  constructor(readonly fields: F) {}

  /** Declares the outputs in a stack. */
  publish(scope: Construct, values: Readonly<Record<keyof F, unknown>>): void {
    // A scope of their own: an output may have the name of a resource.
    const outputs = new Construct(scope, "outputs");
    for (const [name, field] of Object.entries(this.fields)) {
      new TerraformOutput(outputs, name, {
        value: values[name],
        description: field.description,
      }).overrideLogicalId(name);
    }
  }

  /** Reads the outputs from the state of the stack that published them. */
  read(scope: Construct, id: string, state: DataTerraformRemoteStateS3Config): ContractValues<Contract<F>> {
    const remote = new DataTerraformRemoteStateS3(scope, id, state);
    return Object.fromEntries(
      Object.entries(this.fields).map(([name, field]) => [name, field.read(remote, name)]),
    ) as ContractValues<Contract<F>>;
  }
}
