import { providerVersions, terraformVersion } from "../../modules/versions";
import { literal } from "../hcl";
import { moduleBlock } from "../readme";
import { region, type Estate } from "./block";

/** Arguments with which a provider connects to the cluster of an example. */
const connection = (exec: string) => `host                   = module.cluster.cluster_endpoint
cluster_ca_certificate = base64decode(module.cluster.cluster_certificate_authority_data)
${exec} {
  api_version = "client.authentication.k8s.io/v1beta1"
  command     = "aws"
  args        = ["eks", "get-token", "--cluster-name", module.cluster.cluster_name]
}`;

const indented = (text: string, indent: string) => text.replaceAll(/^(?=.)/gm, indent);

const providerBlocks: Record<string, string> = {
  aws: `provider "aws" {\n  region = ${literal(region)}\n}\n`,
  helm: `provider "helm" {\n  kubernetes = {\n${indented(connection("exec ="), "    ")}\n  }\n}\n`,
  kubernetes: `provider "kubernetes" {\n${indented(connection("exec"), "  ")}\n}\n`,
};

/** How an example of a whole estate is written. */
export interface EstateOptions {
  /** Source of a module by its path. */
  readonly source: (path: string) => string;
  /** Providers that are not available; default none. */
  readonly missing?: readonly string[];
  /** Whether a module is called; default all. */
  readonly includes?: (path: string) => boolean;
  /** Further inputs of a block by its name, which replace those of the example; default none. */
  readonly inputs?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const comment = (lines: readonly string[]) => lines.map((line) => `# ${line}\n`).join("");

/** The module blocks and resources of an example, without the providers. */
export function estateBlocks(
  { modules, resources }: Estate,
  { source, includes = () => true, inputs = {} }: EstateOptions,
): string {
  const blocks = modules
    .filter(({ path }) => includes(path))
    .map(({ label, path, values, after, reason }) => {
      const block = moduleBlock(label, source(path), { ...values, ...inputs[label] }, after);
      return `${comment(reason === undefined ? [] : [`${reason}.`])}${block}\n`;
    });
  return [...blocks, ...(resources === undefined ? [] : [resources])].join("\n");
}

/** The root module of an example. */
export function estateRoot(estate: Estate, options: EstateOptions): string {
  const required = Object.values(providerVersions)
    .map(
      ({ source: address, accepted }) =>
        [address.split("/")[1] ?? "", { source: address, version: accepted }] as const,
    )
    .filter(([provider]) => provider in providerBlocks && !options.missing?.includes(provider));
  return [
    comment(estate.introduction),
    `terraform {\n  required_version = ${literal(terraformVersion)}\n\n  required_providers ${literal(Object.fromEntries(required), "  ")}\n}\n`,
    ...required.map(([provider]) => providerBlocks[provider] ?? ""),
    estateBlocks(estate, options),
  ].join("\n");
}
