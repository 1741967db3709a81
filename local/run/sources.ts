import { mkdirSync, writeFileSync } from "node:fs";
import { UserError } from "../../terraform/user-error";
import { chartVersions, providerVersions } from "../../modules/versions";
import { environmentStatus } from "../environment";
import { binaries, binaryPath } from "../kubernetes/binaries";
import { localPath } from "../../terraform/paths";
import { readEnvironment, readSources, writeSources } from "../environment-file";
import { resolveCharts } from "../offline/charts";
import { resolveProviders } from "../offline/providers";
import { writeTerraformScript } from "../offline/terraform";

import { startedStacks } from "./deployed";
import type { LocalOptions } from "./options";
import { stackOf } from "./stacks";

/**
 * Terraform destroys a resource only with the provider that created it. So a platform that was deployed by substitutes
 * has to be destroyed before it is deployed by the real providers, and the reverse.
 */
function rejectOtherProviders(missing: readonly string[]): void {
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
      `${platform} was deployed ${earlier ?? ""}, and would now be deployed ${now ?? ""}; first destroy it: ` +
        "npm run local -- --destroy --layer platform",
    );
  }
}

const providers = Object.values(providerVersions);
const charts = Object.values(chartVersions).map(({ chart, ...rest }) => ({ name: chart, ...rest }));

/** Sources of providers and charts, as sentences for the user. */
export interface ResolvedSources {
  readonly substitutes: readonly string[];
  readonly notes: readonly string[];
  /** Creates the folder of charts, if one is needed. It requires Helm. */
  readonly prepareCharts: () => Promise<void>;
}

/**
 * Selects the sources of providers and charts, and saves them for every command that uses the stacks.
 *
 * @throws {UserError} for an invalid mirror, before any long operation.
 */
export async function resolveSources({
  providerMirror,
  chartMirror,
}: LocalOptions): Promise<ResolvedSources> {
  const [decided, charted] = await Promise.all([
    resolveProviders({ mirror: providerMirror, providers }),
    resolveCharts({ mirror: chartMirror, charts }),
  ]);
  const missingProviders = decided.missing.map(({ source }) => source);
  rejectOtherProviders(missingProviders);
  const cliConfigFile = localPath("terraform.rc");
  mkdirSync(localPath(), { recursive: true });
  writeFileSync(cliConfigFile, decided.cliConfig);
  writeSources({
    chartMirror: charted.mirror,
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
    substitutes: [...decided.substitutes, ...charted.substitutes],
    notes: [...decided.notes, ...charted.notes],
    prepareCharts: () => charted.layOut(binaryPath(binaries.helm)),
  };
}
