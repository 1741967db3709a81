import { mkdirSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "../../terraform/user-error";
import { localPath } from "../../terraform/paths";
import {
  folderHolds,
  foundMirrors,
  platform,
  registryAnswers,
  registryHost,
  urlHolds,
} from "./provider-mirrors";
import type { ProviderRequirement } from "./requirements";

/** Source of one provider. */
export interface ResolvedProvider extends ProviderRequirement {
  readonly from: "registry" | "mirror" | "substitute";
  /** Folder or URL of the mirror. */
  readonly path?: string;
}

/** Sources of all providers, and the settings of Terraform and cdktf for them. */
export interface ProviderSources {
  readonly providers: readonly ResolvedProvider[];
  /** Terraform's CLI configuration, for the file in TF_CLI_CONFIG_FILE. */
  readonly cliConfig: string;
  /** For CDKTF_SKIP_PROVIDER_LOCK: `terraform providers lock` uses only the registry. */
  readonly skipProviderLock: boolean;
  /** Providers that are not available and have a substitute. */
  readonly missing: readonly ResolvedProvider[];
  /** Substitutes, one sentence each. */
  readonly substitutes: readonly string[];
  /** Sources of the providers, one sentence each. */
  readonly notes: readonly string[];
}

/** Options of {@link resolveProviders}. */
export interface ProviderOptions {
  /** Mirror that the user named: a folder, or the https URL of a network mirror. */
  readonly mirror?: string;
  readonly providers: readonly ProviderRequirement[];
  /** How long to wait for the registry or for a network mirror, in milliseconds. */
  readonly offlineTimeout?: number;
}

/** Substitutes, by the provider that each one replaces. */
const substitutes: Record<string, string> = {
  "hashicorp/helm": "the helm CLI installs the releases",
  "hashicorp/kubernetes": "kubectl creates the namespaces",
};

/** Possible sources of providers. */
export interface ProviderLocations {
  /** The mirror of the user, and the providers that it has. */
  readonly named?: { readonly path: string; readonly holds: (provider: ProviderRequirement) => boolean };
  readonly registry: boolean;
  /** Folders that are searched without an option. */
  readonly folders: readonly string[];
}

const cacheFolder = localPath("plugin-cache");

const written = ({ source, version }: ProviderRequirement) => `${source} ${version}`;

/**
 * Selects the source of one provider, in this order: the mirror of the user, the registry, the folders of the machine.
 *
 * @throws {UserError} if it is not available and has no substitute.
 */
export function decideProvider(
  provider: ProviderRequirement,
  locations: ProviderLocations,
): ResolvedProvider {
  if (locations.named?.holds(provider)) {
    return { ...provider, from: "mirror", path: locations.named.path };
  }
  if (locations.registry) {
    return { ...provider, from: "registry" };
  }
  const folder = locations.folders.find((path) => folderHolds(path, provider));
  if (folder) {
    return { ...provider, from: "mirror", path: folder };
  }
  if (Object.hasOwn(substitutes, provider.source)) {
    return { ...provider, from: "substitute" };
  }
  throw new UserError(
    `provider ${written(provider)} for ${platform}: the Terraform registry does not answer, and no mirror holds it; ` +
      "accepted: --provider-mirror (or PROVIDER_MIRROR) with a folder or an https URL that does",
  );
}

const isUrl = (mirror: string) => /^\w+:\/\//.test(mirror);

/** Providers by source: the path of a mirror, or undefined for the registry. */
function byLocation(providers: readonly ResolvedProvider[]): [string | undefined, ResolvedProvider[]][] {
  const real = providers.filter(({ from }) => from !== "substitute");
  const locations = [...new Set(real.map(({ path }) => path))];
  return locations.map((location) => [location, real.filter(({ path }) => path === location)]);
}

/** Terraform's CLI configuration for the selected sources. */
export function cliConfig(providers: readonly ResolvedProvider[]): string {
  const locations = byLocation(providers);
  const methods = locations.flatMap(([path, held]) => [
    `  ${path === undefined ? "direct" : isUrl(path) ? "network_mirror" : "filesystem_mirror"} {`,
    ...(path === undefined ? [] : [`    ${isUrl(path) ? "url" : "path"} = ${JSON.stringify(path)}`]),
    `    include = [${held.map(({ source }) => JSON.stringify(`${registryHost}/${source}`)).join(", ")}]`,
    "  }",
  ]);
  // The cache avoids a download for each stack. Folders need no cache: Terraform links to them.
  const cache = locations.some(([path]) => path === undefined || isUrl(path))
    ? [
        `plugin_cache_dir = ${JSON.stringify(cacheFolder)}`,
        "plugin_cache_may_break_dependency_lock_file = true",
      ]
    : [];
  return [...cache, "provider_installation {", ...methods, "}", ""].join("\n");
}

function describe(providers: readonly ResolvedProvider[], mirror: string | undefined): string[] {
  return byLocation(providers).map(([path, held]) => {
    const why = path === mirror ? "" : ", because the Terraform registry does not answer";
    return `Providers ${held.map(written).join(", ")}: from ${path ? `${path}${why}` : "the Terraform registry"}.`;
  });
}

async function namedMirror(mirror: string, { providers, offlineTimeout = 3000 }: ProviderOptions) {
  const refuse = (given: string): never => {
    throw new UserError(
      `--provider-mirror (or PROVIDER_MIRROR): given ${mirror}, ${given}; accepted: a folder or an https URL laid out ` +
        `as \`terraform providers mirror\` writes it, with ${providers.map(written).join(" or ")} for ${platform}`,
    );
  };
  if (isUrl(mirror) && !mirror.startsWith("https://")) {
    refuse("a URL without https, which Terraform refuses");
  }
  const path = isUrl(mirror) ? mirror.replace(/\/*$/, "/") : resolve(mirror);
  if (!isUrl(mirror) && !statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    refuse("not a folder");
  }
  const answers = providers.map((provider) =>
    isUrl(mirror) ? urlHolds(path, provider, offlineTimeout) : folderHolds(path, provider),
  );
  const held = await Promise.all(answers).catch((error: Error) =>
    refuse(`which does not answer (${error.message})`),
  );
  if (!held.includes(true)) {
    refuse("which holds none of the providers");
  }
  return { path, holds: (provider: ProviderRequirement) => held[providers.indexOf(provider)] ?? false };
}

/**
 * Selects the source of each provider.
 *
 * @throws {UserError} if a provider is not available, or the mirror of the user is invalid.
 */
export async function resolveProviders(options: ProviderOptions): Promise<ProviderSources> {
  const named = options.mirror ? await namedMirror(options.mirror, options) : undefined;
  const complete = named && options.providers.every(named.holds);
  const registry = !complete && (await registryAnswers(options.offlineTimeout ?? 3000));
  const locations = { named, registry, folders: foundMirrors() };
  const providers = options.providers.map((provider) => decideProvider(provider, locations));
  const missing = providers.filter(({ from }) => from === "substitute");
  mkdirSync(cacheFolder, { recursive: true }); // Terraform refuses a cache that does not exist
  return {
    providers,
    missing,
    cliConfig: cliConfig(providers),
    skipProviderLock: providers.some(({ from }) => from !== "registry"),
    substitutes: missing.map(
      (provider) => `Provider ${written(provider)} is not available: ${substitutes[provider.source] ?? ""}.`,
    ),
    notes: describe(providers, named?.path),
  };
}
