import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configurationOf, type Configuration, type ConfigurationInput } from "../../config";
import { checkConfiguration } from "../../config/check";
import { staging } from "../../config/staging";
import { writeModules } from "../../importable/package";
import { resolveProviders } from "../../local/offline/providers";
import { providerVersions } from "../../modules/versions";
import { installCheckov } from "../../local/checkov";
import { installCloudFormation } from "../oracles/cloudformation";
import { buildActionlint } from "../workflows/actionlint";
import { preparedFolder, type Providers } from "./prepared";
import { connection, synthesize } from "./synthesis";

/** A stage as an engineer adds one: a file in config/ and its name in config/index.ts, nothing else. */
const dev = { ...staging, network: { ...staging.network, cidr: "10.250.0.0/16" } };

function synthesis(stages: ConfigurationInput["stages"]): { configuration: Configuration; stacks: object } {
  const delivered = configurationOf(connection);
  const configuration = checkConfiguration({ ...delivered, stages: { ...delivered.stages, ...stages } });
  return { configuration, stacks: synthesize(configuration) };
}

async function providers(): Promise<Providers> {
  const { cliConfig, missing } = await resolveProviders({
    mirror: process.env["PROVIDER_MIRROR"],
    providers: Object.values(providerVersions),
  });
  return { cliConfig, missing: missing.map(({ source }) => source.replace("hashicorp/", "")) };
}

/** Runs once before all suites: creates the data that many of them read. See prepared.ts. */
export default async function prepare(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tests-"));
  process.env[preparedFolder] = folder;
  // Terraform collects garbage less often: a fifth less CPU time in a large plan, which then needs 600 MB.
  process.env["GOGC"] ??= "400";
  const write = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value));
  write("delivered.json", synthesis({}));
  write("with-dev.json", synthesis({ dev }));
  write("providers.json", await providers());
  writeModules(join(folder, "modules"));
  await installCloudFormation();
  // Without a connection to PyPI nothing is installed, and the tests that need it are skipped.
  await installCheckov(() => undefined).catch(() => undefined);
  await buildActionlint();
}
