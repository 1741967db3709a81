import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resolveProviders, type ProviderSources } from "../../local/offline/providers";
import { providerVersions } from "../../modules/versions";
import { synthesize, type Block, type TerraformJson } from "../support/synthesis";

const folder = mkdtempSync(join(tmpdir(), "validate-"));
const cliConfigFile = join(folder, "terraform.rc");
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Short names of the providers that can be had here, such as `aws`. */
function available(sources: ProviderSources): string[] {
  return sources.providers
    .filter(({ from }) => from !== "substitute")
    .map(({ source }) => source.replace("hashicorp/", ""));
}

function terraform(args: string[]): string {
  return execFileSync("terraform", args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, TF_CLI_CONFIG_FILE: cliConfigFile, CHECKPOINT_DISABLE: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Writes every stack as a module of one configuration: one `init`, and each provider is asked once. */
function writeModules(stacks: [string, TerraformJson][]): void {
  for (const [name, { json }] of stacks) {
    mkdirSync(join(folder, name));
    // A module has no backend; assets are looked for when a plan is made.
    const settings = { ...(json["terraform"] as Block), backend: undefined };
    writeFileSync(join(folder, name, "main.tf.json"), JSON.stringify({ ...json, terraform: settings }));
  }
  const modules = Object.fromEntries(stacks.map(([name]) => [name, { source: `./${name}` }]));
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ module: modules }));
}

describe("every stack whose providers can be had", () => {
  it("is accepted by terraform validate", async () => {
    const sources = await resolveProviders({
      mirror: process.env["PROVIDER_MIRROR"],
      providers: Object.values(providerVersions),
    });
    const stacks = Object.entries(synthesize());
    const here = available(sources);
    const needs = ({ json }: TerraformJson) => Object.keys(json["provider"] ?? {});
    const checked = stacks.filter(([, stack]) => needs(stack).every((provider) => here.includes(provider)));
    const skipped = stacks.filter((stack) => !checked.includes(stack)).map(([name]) => name);
    if (skipped.length > 0) {
      process.stderr.write(`NOT VALIDATED, for a provider cannot be had here: ${skipped.join(", ")}\n`);
    }
    expect(checked.length).toBeGreaterThanOrEqual(12);
    writeFileSync(cliConfigFile, sources.cliConfig);
    writeModules(checked);
    terraform(["init", "-backend=false", "-input=false"]);
    const result = JSON.parse(terraform(["validate", "-json"]));
    expect(result).toMatchObject({ valid: true, error_count: 0, warning_count: 0 });
  }, 120_000);
});
