import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import type { Configuration } from "../../config";
import { withoutTokenTraces } from "../../modules/kit/token-traces";
import { addStacks } from "../../stacks";
import type { Resource } from "./items";
import { stackResources, type ResourceBlocks } from "./stack-resources";

/** The resources of all stacks of a configuration, by the name of the stack. */
export function synthesizedResources(configuration: Configuration): Record<string, Resource[]> {
  const outdir = mkdtempSync(join(tmpdir(), "synthesis-"));
  try {
    withoutTokenTraces(() => {
      const app = new App({ outdir });
      addStacks(app, configuration);
      app.synth();
    });
    const folder = join(outdir, "stacks");
    return Object.fromEntries(
      readdirSync(folder).map((stack) => {
        const json = JSON.parse(readFileSync(join(folder, stack, "cdk.tf.json"), "utf8")) as {
          resource?: ResourceBlocks;
        };
        return [stack, stackResources(json.resource ?? {})];
      }),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
