import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import type { z } from "zod";
import type { ModuleClass } from "../../modules/kit/module";
import { ReadableStack } from "../../modules/kit/readable-stack";
import { TerraformJson } from "./terraform-json";

/** Synthesizes a stack without provider and backend, filled by `add`. */
export function synthesizeStack(add: (stack: ReadableStack) => void): TerraformJson {
  const outdir = mkdtempSync(join(tmpdir(), "synthesis-"));
  try {
    // Validation asks for provider blocks.
    const app = new App({ outdir, skipValidation: true });
    add(new ReadableStack(app, "module"));
    app.synth();
    return new TerraformJson(
      JSON.parse(readFileSync(join(outdir, "stacks", "module", "cdk.tf.json"), "utf8")),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** The name of a class as an id: `NodeGroup` is `node_group`, as in the importable modules. */
const idOf = ({ name }: ModuleClass) => name.replaceAll(/(?<=[a-z])[A-Z]/g, "_$&").toLowerCase();

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
