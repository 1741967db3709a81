import { Testing } from "cdktf";
import type { Construct } from "constructs";
import { ReadableStack } from "../../../modules/kit/readable-stack";
import { TerraformJson } from "../../support/synthesis";

/** The Terraform JSON of the constructs that `make` adds to an empty stack. */
export function synthesized(make: (stack: Construct) => unknown): TerraformJson {
  const stack = new ReadableStack(Testing.app(), "test");
  make(stack);
  return new TerraformJson(JSON.parse(Testing.synth(stack)));
}
