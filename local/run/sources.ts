import { writeFileSync } from "node:fs";
import { UserError } from "../../terraform/user-error";
import { chartVersions, providerVersions } from "../../modules/versions";
import { environmentStatus } from "../environment";
import { readEnvironment } from "../environment-file";
import { binaries, binaryPath } from "../kubernetes/binaries";
import { localPath } from "../../terraform/paths";
import { readSources, writeSources } from "../environment-file";
import { checkChartMirror, resolveCharts } from "../offline/charts";
import { resolveProviders } from "../offline/providers";
import { writeTerraformScript } from "../offline/terraform";
import { stackOf } from "./deploy";
import { startedStacks } from "./deployed";
import type { LocalOptions } from "./options";

/**
 * Terraform removes what a provider made by that provider alone: a platform that was deployed by substitutes goes
 * before the real providers come, and the other way round.
 */
function refuseOtherProviders(missing: readonly string[]): void {
  const environment = readEnvironment();
  const before = readSources()?.missingProviders ?? [];
  const platform = stackOf("platform");
  const isDeployed =
    environment !== undefined &&
    environmentStatus().every(({ alive }) => alive) &&
    startedStacks(environment).includes(platform);
  if (isDeployed && before.join() !== missing.join()) {
    const [earlier, now] = [before, missing].map((names) =>
      names.length === 0 ? "with the real providers" : `without the providers ${names.join(" and ")}`,
    );
    throw new UserError(
      `${platform} was deployed ${earlier ?? ""}, and would now be deployed ${now ?? ""}; first remove it: ` +
        "npm run local -- --destroy --layer platform",
    );
  }
}

const providers = Object.values(providerVersions);
const charts = Object.values(chartVersions).map(({ chart, ...rest }) => ({ name: chart, ...rest }));

/** Checks the mirrors that the user named, before anything long starts. @throws {UserError} where one is none. */
export async function checkMirrors({ providerMirror, chartMirror }: LocalOptions): Promise<void> {
  await checkChartMirror({ mirror: chartMirror, charts });
  if (providerMirror) {
    await resolveProviders({ mirror: providerMirror, providers });
  }
}

/** Decides where providers and charts come from, and keeps that for everything that works on the stacks afterwards. */
export async function resolveSources({ providerMirror, chartMirror }: LocalOptions) {
  const decided = await resolveProviders({ mirror: providerMirror, providers });
  const missingProviders = decided.missing.map(({ source }) => source);
  refuseOtherProviders(missingProviders);
  const laidOut = await resolveCharts({ mirror: chartMirror, charts, helm: binaryPath(binaries.helm) });
  const cliConfigFile = localPath("terraform.rc");
  writeFileSync(cliConfigFile, decided.cliConfig);
  writeSources({
    chartMirror: laidOut.mirror,
    missingProviders,
    variables: {
      TF_CLI_CONFIG_FILE: cliConfigFile,
      ...(decided.skipProviderLock ? { CDKTF_SKIP_PROVIDER_LOCK: "true" } : {}),
      ...(missingProviders.length > 0
        ? { TERRAFORM_BINARY_NAME: writeTerraformScript(missingProviders) }
        : {}),
      CHECKPOINT_DISABLE: "1",
    },
  });
  return {
    substitutes: [...decided.substitutes, ...laidOut.substitutes],
    notes: [...decided.notes, ...laidOut.notes],
  };
}
