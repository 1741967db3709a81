import { providerVersions, terraformVersion } from "../modules/versions";
import { estate } from "./estate";
import { literal } from "./hcl";
import { moduleBlock } from "./readme";

/** Arguments with which a provider connects to the cluster of the estate. */
const connection = (exec: string) => `host                   = module.cluster.cluster_endpoint
cluster_ca_certificate = base64decode(module.cluster.cluster_certificate_authority_data)
${exec} {
  api_version = "client.authentication.k8s.io/v1beta1"
  command     = "aws"
  args        = ["eks", "get-token", "--cluster-name", module.cluster.cluster_name]
}`;

const indented = (text: string, indent: string) => text.replaceAll(/^(?=.)/gm, indent);

const providerBlocks: Record<string, string> = {
  aws: 'provider "aws" {\n  region = "us-east-1"\n}\n',
  helm: `provider "helm" {\n  kubernetes = {\n${indented(connection("exec ="), "    ")}\n  }\n}\n`,
  kubernetes: `provider "kubernetes" {\n${indented(connection("exec"), "  ")}\n}\n`,
};

/** How the example of a whole estate is written. */
export interface EstateOptions {
  /** Source of a module by its path. */
  readonly source: (path: string) => string;
  /** Providers that are not available; default none. */
  readonly missing?: readonly string[];
  /** Whether a module is called; default all. */
  readonly includes?: (path: string) => boolean;
}

/** The root module of the example of a whole estate. */
export function estateRoot({ source, missing = [], includes = () => true }: EstateOptions): string {
  const required = Object.values(providerVersions)
    .map(
      ({ source: address, accepted }) =>
        [address.split("/")[1] ?? "", { source: address, version: accepted }] as const,
    )
    .filter(([provider]) => provider in providerBlocks && !missing.includes(provider));
  return [
    `terraform {\n  required_version = ${literal(terraformVersion)}\n\n  required_providers ${literal(Object.fromEntries(required), "  ")}\n}\n`,
    ...required.map(([provider]) => providerBlocks[provider] ?? ""),
    ...estate
      .filter(({ path }) => includes(path))
      .map(({ label, path, values, after }) => `${moduleBlock(label, source(path), values, after)}\n`),
  ].join("\n");
}
