import { Reference } from "../hcl";

/** A `module` block of an example of a whole estate. */
export interface EstateModule {
  /** Name of the block. */
  readonly label: string;
  /** Path of the importable module. */
  readonly path: string;
  /** Inputs by their Terraform names. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Names of blocks that must be complete before, although no output of them is used. */
  readonly after?: readonly string[];
  /** Why the order matters, or why an input has its value. */
  readonly reason?: string;
}

/** An example of a whole estate. */
export interface Estate {
  /** Folder of the example, below `examples`. */
  readonly name: string;
  /** What its readers must know first, in lines. */
  readonly introduction: readonly string[];
  readonly modules: readonly EstateModule[];
  /** Resources that are not part of a module, in HCL. */
  readonly resources?: string;
}

/** Prefix of the names in the examples. */
export const name = "shop-production";
export const region = "us-east-1";
export const accountId = "123456789012";
export const administrators = {
  platform: `arn:aws:iam::${accountId}:role/Administrator`,
  break_glass: `arn:aws:iam::${accountId}:role/BreakGlass`,
};

/** An output of a block. */
export const output = (label: string, field: string) => new Reference(`module.${label}.${field}`);

/** An element of an output that is a map. */
export const element = (label: string, field: string, key: string) =>
  new Reference(`module.${label}.${field}["${key}"]`);

/** The outputs of blocks in a value. */
export function references(value: unknown): { readonly label: string; readonly output: string }[] {
  if (value instanceof Reference) {
    const found = [...value.expression.matchAll(/\bmodule\.(\w+)\.(\w+)/g)];
    return found.map(([, label = "", field = ""]) => ({ label, output: field }));
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(references) : [];
}

/** Whether a block needs others. */
export const needsOthers = ({ values, after }: EstateModule) =>
  after !== undefined || references(values).length > 0;
