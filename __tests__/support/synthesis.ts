import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { readConfiguration, type Configuration, type LocalConnection } from "../../config";
import { addStacks } from "../../stacks";

/** A block of Terraform JSON. */
// Blocks differ by type: a test knows the shape of the one it looks at.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Block = any;

/** A synthesized stack as Terraform reads it. */
export class TerraformJson {
  constructor(readonly json: Record<string, Record<string, Record<string, Block>>>) {}

  /** The resources of a type, by name. */
  resources(type: string): Record<string, Block> {
    return this.json["resource"]?.[type] ?? {};
  }

  /** One resource by its address, such as `aws_vpc.network_vpc`. Fails where there is none. */
  resource(address: string): Block {
    const [type = "", name = ""] = address.split(".");
    const found = this.resources(type)[name];
    if (found === undefined) {
      throw new Error(`no ${address}; there are ${this.addresses().join(", ")}`);
    }
    return found;
  }

  /** Addresses of all resources. */
  addresses(): string[] {
    return Object.entries(this.json["resource"] ?? {}).flatMap(([type, byName]) =>
      Object.keys(byName).map((name) => `${type}.${name}`),
    );
  }

  /** The outputs, by name. */
  outputs(): Record<string, Block> {
    return this.json["output"] ?? {};
  }

  /** Statements of a policy document data source. */
  statements(name: string): Block[] {
    return this.json["data"]?.["aws_iam_policy_document"]?.[name].statement;
  }
}

/** A connection of the stage `local` that no machine has. */
export const connection: LocalConnection = {
  emulator: { configFile: "/nonexistent/aws-config", profile: "emulator" },
  kubeconfig: { path: "/nonexistent/kubeconfig", context: "local" },
};

/** Synthesizes all stacks of a configuration in a folder of its own, which is removed again. */
export function synthesize(
  checked: Configuration = readConfiguration(connection),
): Record<string, TerraformJson> {
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

/** A synthesized stack by name. Fails where there is none. */
export function stackOf(stacks: Record<string, TerraformJson>, name: string): TerraformJson {
  const stack = stacks[name];
  if (!stack) {
    throw new Error(`no stack ${name}; there are ${Object.keys(stacks).join(", ")}`);
  }
  return stack;
}
