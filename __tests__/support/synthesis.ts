import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import type { Configuration, LocalConnection } from "../../config";
import { addStacks } from "../../stacks";
import "./stack-traces";
import { TerraformJson } from "./terraform-json";

/** A connection of the stage `local` that does not exist. */
export const connection: LocalConnection = {
  emulator: { configFile: "/nonexistent/aws-config", profile: "emulator" },
  kubeconfig: { path: "/nonexistent/kubeconfig", context: "local" },
};

/** Synthesizes all stacks of a configuration in a temporary folder, which is removed. */
export function synthesize(checked: Configuration): Record<string, TerraformJson> {
  const outdir = mkdtempSync(join(tmpdir(), "synthesis-"));
  try {
    const app = new App({ outdir });
    addStacks(app, checked);
    app.synth();
    const stacks = readdirSync(join(outdir, "stacks"));
    return Object.fromEntries(
      stacks.map((name) => [
        name,
        new TerraformJson(JSON.parse(readFileSync(join(outdir, "stacks", name, "cdk.tf.json"), "utf8"))),
      ]),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
