import { Testing } from "cdktf";
import type { z } from "zod";
import type { ModuleClass } from "../../modules/kit/module";
import { ReadableStack } from "../../modules/kit/readable-stack";
import { testApp } from "./app";
import { TerraformJson } from "./terraform-json";

/** Synthesizes a stack without provider and backend, filled by `add`. */
export function synthesizeStack(add: (stack: ReadableStack) => void): TerraformJson {
  const stack = new ReadableStack(testApp(), "module");
  add(stack);
  return new TerraformJson(JSON.parse(Testing.synth(stack)));
}

/** The id of a module in the stacks and in importable/catalog.ts: `NodeGroup` is `node_group`, a layer has no name. */
function idOf({ name }: ModuleClass): string {
  if (name.endsWith("Layer")) {
    return "Default";
  }
  return name === "Application" ? "app" : name.replaceAll(/(?<=[a-z])[A-Z]/g, "_$&").toLowerCase();
}

/**
 * Synthesizes a module alone, with its outputs. The configuration is checked by the module's schema, which adds the
 * defaults. Addresses are those of the importable module: `aws_s3_bucket.bucket`, `aws_s3_bucket_policy.bucket_policy`.
 *
 * @example synthesizeModule(Bucket, { name: "logs", kmsKeyArn }).resource("aws_s3_bucket.bucket")
 */
export function synthesizeModule<M extends ModuleClass>(
  module: M,
  config: z.input<M["schema"]>,
): TerraformJson {
  return synthesizeStack((stack) => {
    stack.publish(new module(stack, idOf(module), module.schema.parse(config)));
  });
}
