import { mkdtempSync, rmSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import type { Configuration } from "../config";
import { withoutTokenTraces } from "../modules/kit/token-traces";
import { addStacks } from "../stacks";
import type { Block } from "./plan-json";
import { readConfiguration } from "./stack-folder";

/** All stacks of a checked configuration by name, synthesized in a temporary folder, which is removed. */
export function synthesizedStacks(checked: Configuration): Record<string, Block> {
  const outdir = mkdtempSync(join(tmpdir(), "synthesis-"));
  try {
    withoutTokenTraces(() => {
      const app = new App({ outdir });
      addStacks(app, checked);
      app.synth();
    });
    const stacks = join(outdir, "stacks");
    return Object.fromEntries(
      readdirSync(stacks).map((stack) => [stack, readConfiguration(join(stacks, stack))]),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
