import { existsSync, lstatSync, readdirSync, type Dirent } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { jsonOf } from "./http";
import type { ProviderRequirement } from "./requirements";

/** Host of the public Terraform registry: the default host of a source address. */
export const registryHost = "registry.terraform.io";

const operatingSystems: Partial<Record<NodeJS.Platform, string>> = { win32: "windows" };
const architectures: Partial<Record<NodeJS.Architecture, string>> = { x64: "amd64", ia32: "386" };

/** Terraform's name of this machine's platform, such as `linux_amd64`. */
export const platform = [
  operatingSystems[process.platform] ?? process.platform,
  architectures[process.arch] ?? process.arch,
].join("_");

// In a mirror, Terraform does not follow symbolic links above the platform's folder.
function isRealFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Whether a folder is a filesystem mirror that has a provider for this machine's platform. */
export function folderHolds(folder: string, { source, version }: ProviderRequirement): boolean {
  const levels = [registryHost, ...source.split("/")];
  const provider = join(folder, ...levels);
  if (!levels.every((_, index) => isRealFolder(join(folder, ...levels.slice(0, index + 1))))) {
    return false;
  }
  const packed = `terraform-provider-${levels.at(-1) ?? ""}_${version}_${platform}.zip`;
  return (
    existsSync(join(provider, packed)) ||
    (isRealFolder(join(provider, version)) && existsSync(join(provider, version, platform)))
  );
}

/**
 * Whether a network mirror has a provider.
 * https://developer.hashicorp.com/terraform/internals/provider-network-mirror-protocol
 *
 * @throws the cause, if the mirror does not answer.
 */
export async function urlHolds(
  url: string,
  requirement: ProviderRequirement,
  timeout: number,
): Promise<boolean> {
  const { source, version } = requirement;
  const index = await jsonOf(`${url}${registryHost}/${source}/index.json`, timeout);
  return version in ((index as { versions?: object } | undefined)?.versions ?? {});
}

/** Whether the Terraform registry answers. */
export async function registryAnswers(timeout: number): Promise<boolean> {
  try {
    const services = await jsonOf(`https://${registryHost}/.well-known/terraform.json`, timeout);
    return "providers.v1" in (services as object);
  } catch {
    return false;
  }
}

/** Terraform's implied local mirror folders. https://developer.hashicorp.com/terraform/cli/config/config-file */
function impliedMirrors(): string[] {
  const home = homedir();
  const dataFolders =
    process.platform === "darwin"
      ? [join(home, "Library/Application Support"), "/Library/Application Support"].map((path) =>
          join(path, "io.terraform"),
        )
      : [
          process.env["XDG_DATA_HOME"] || join(home, ".local/share"),
          ...(process.env["XDG_DATA_DIRS"] || "/usr/local/share:/usr/share").split(":"),
        ].map((path) => join(path, "terraform"));
  return [join(home, ".terraform.d"), ...dataFolders].map((path) => join(path, "plugins"));
}

/** Mirrors in the standard folders of add-on software. */
function addOnMirrors(): string[] {
  return ["/opt", "/usr/local/share", "/usr/share"].flatMap((parent) => {
    const children: Dirent[] = existsSync(parent) ? readdirSync(parent, { withFileTypes: true }) : [];
    return children
      .map(({ name }) => join(parent, name))
      .filter((folder) => existsSync(join(folder, registryHost)))
      .sort();
  });
}

/** Folders of this machine that are searched for providers without an option, in order of precedence. */
export const foundMirrors = () => [...impliedMirrors(), ...addOnMirrors()];
