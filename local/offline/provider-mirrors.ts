import { existsSync, lstatSync, readdirSync, type Dirent } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { jsonOf } from "./http";
import type { ProviderRequirement } from "./requirements";

/** Host of the public Terraform registry, where providers without a host of their own come from. */
export const registryHost = "registry.terraform.io";

const operatingSystems: Partial<Record<NodeJS.Platform, string>> = { win32: "windows" };
const architectures: Partial<Record<NodeJS.Architecture, string>> = { x64: "amd64", ia32: "386" };

/** This machine as Terraform names it, such as `linux_amd64`. */
export const platform = [
  operatingSystems[process.platform] ?? process.platform,
  architectures[process.arch] ?? process.arch,
].join("_");

// Terraform walks a mirror without following symbolic links above the level of the platform.
function isRealFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Whether a folder is laid out as a filesystem mirror and holds a provider for this machine. */
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
 * Whether a network mirror holds a provider.
 * https://developer.hashicorp.com/terraform/internals/provider-network-mirror-protocol
 *
 * @throws what went wrong, if the mirror does not answer.
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

/** Folders that Terraform looks into by itself. https://developer.hashicorp.com/terraform/cli/config/config-file */
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

/** Folders with a mirror among those in which the file system's standard keeps add-on software. */
function addOnMirrors(): string[] {
  return ["/opt", "/usr/local/share", "/usr/share"].flatMap((parent) => {
    const children: Dirent[] = existsSync(parent) ? readdirSync(parent, { withFileTypes: true }) : [];
    return children
      .map(({ name }) => join(parent, name))
      .filter((folder) => existsSync(join(folder, registryHost)))
      .sort();
  });
}

/** Folders of this machine that may be mirrors without anybody naming them, in the order in which they count. */
export const foundMirrors = () => [...impliedMirrors(), ...addOnMirrors()];
