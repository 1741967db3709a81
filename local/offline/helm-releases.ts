import { projectPath } from "../../modules/kit/project-path";
import { addressesIn, mapReferences, type Reference } from "./references";

type Block = Record<string, unknown>;

/** Terraform configuration in JSON, as a stack is synthesized. */
export interface TerraformJson extends Block {
  terraform?: { required_providers?: Block };
  provider?: Record<string, Block | Block[]>;
  resource?: Record<string, Record<string, Block>>;
  data?: Record<string, Record<string, Block>>;
}

/** How resources of a type are carried out without their provider. */
interface Substitute {
  readonly provider: string;
  /** Operation of `operations.ts` at each change. */
  readonly make: string;
  /** Operation of `operations.ts` at the end. */
  readonly remove: string;
  /** What identifies it: where this changes, the old one is removed. */
  readonly identity: readonly string[];
  /** What the operations are given, from the resource's arguments. */
  readonly input: (address: string, given: Block) => Block;
}

/** Refuses what would be left out without a word. */
function accept(address: string, given: Block, accepted: readonly string[]): Block {
  const other = Object.keys(given).find((name) => !accepted.includes(name));
  if (other) {
    throw new Error(
      `${address}: given ${other}, which needs the provider; accepted without it: ${accepted.join(", ")}`,
    );
  }
  return given;
}

const releaseArguments = [
  ...["name", "namespace", "chart", "repository", "version", "values", "description"],
  ...["atomic", "cleanup_on_fail", "wait", "wait_for_jobs", "timeout", "max_history"],
  ...["create_namespace", "dependency_update", "skip_crds", "upgrade_install"],
];

const releases: Substitute = {
  provider: "helm",
  make: "upgrade",
  remove: "uninstall",
  identity: ["name", "namespace"],
  input: (address, given) => ({
    ...{ namespace: "default", values: [], wait: true, timeout: 300 }, // the provider's defaults
    ...accept(address, given, releaseArguments),
  }),
};

const namespaces: Substitute = {
  provider: "kubernetes",
  make: "apply-namespace",
  remove: "delete-namespace",
  identity: ["name"],
  input: (address, given) => {
    const [metadata] = [accept(address, given, ["metadata"])["metadata"]].flat() as Block[];
    return accept(`${address}.metadata`, metadata ?? {}, ["name", "labels", "annotations"]);
  },
};

const substitutes: Record<string, Substitute> = {
  helm_release: releases,
  kubernetes_namespace: namespaces,
  kubernetes_namespace_v1: namespaces,
};

/** Environment of the operations: the cluster that a provider is configured with, if that is one of a kubeconfig. */
function clusterOf(provider: Block | Block[] | undefined): Record<string, string> | undefined {
  const [settings] = [provider].flat();
  const [connection] = [settings?.["kubernetes"] ?? settings].flat() as (Block | undefined)[];
  const { config_path: path, config_context: context } = connection ?? {};
  return typeof path === "string" && typeof context === "string"
    ? { KUBECONFIG: path, KUBE_CONTEXT: context }
    : undefined;
}

/** Arguments that Terraform takes of every resource; they hold for what takes its place as well. */
const metaArguments = ["depends_on", "for_each", "count"];

const pick = (block: Block, names: readonly string[]): Block =>
  Object.fromEntries(Object.entries(block).filter(([name]) => names.includes(name)));

const omit = (block: Block, names: readonly string[]): Block =>
  Object.fromEntries(Object.entries(block).filter(([name]) => !names.includes(name)));

/** A resource whose provider cannot be had. */
interface Replaced {
  readonly address: string;
  readonly substitute: Substitute;
  readonly meta: Block;
  readonly input: Block;
  readonly cluster: Block;
}

function replaced(type: string, name: string, block: Block, provider: Block | Block[] | undefined): Replaced {
  const address = `${type}.${name}`;
  const substitute = substitutes[type];
  const cluster = clusterOf(provider);
  if (!substitute || !cluster) {
    throw new Error(
      `${address}: needs the provider; accepted without it: ${Object.keys(substitutes).join(", ")}, ` +
        "in a cluster that config_path and config_context name",
    );
  }
  const own = omit(block, ["//", "provider", ...metaArguments]);
  return {
    address,
    substitute,
    cluster,
    meta: pick(block, metaArguments),
    input: substitute.input(address, own),
  };
}

const nameOf = (address: string) => address.replace(".", "_");

/**
 * What takes the place of one resource. One `terraform_data` would not do, for a replacement runs its destroy
 * provisioner: one stands for the thing and removes it, and a second one, replaced at each change, makes it.
 */
function terraformData({ address, substitute, cluster, meta, input }: Replaced, config: TerraformJson) {
  const provisioner = (command: string, when: Block) => ({
    "local-exec": {
      ...when,
      interpreter: [process.execPath, projectPath("build", "local", "offline", "operations.js")],
      command,
      // Not on a command line, which every user of the machine can read. Compressed: a variable holds 128 KiB at most.
      environment: {
        ...cluster,
        TIMEOUT: String(input["timeout"] ?? 300),
        INPUT: "${base64gzip(jsonencode(self.triggers_replace))}",
      },
    },
  });
  const explicit = (meta["depends_on"] ?? []) as string[];
  const implicit = addressesIn(input).filter((found) => {
    const [name = "", type = "", data] = found.split(".").reverse();
    return name in ((data ? config.data : config.resource)?.[type] ?? {});
  });
  const installation = `${nameOf(address)}_installation`;
  return {
    [installation]: {
      ...meta,
      depends_on: [...new Set([...explicit, ...implicit])], // it is removed before all that it was made from
      triggers_replace: pick(input, substitute.identity),
      provisioner: [provisioner(substitute.remove, { when: "destroy" })],
    },
    [nameOf(address)]: {
      ...meta,
      depends_on: [...explicit, `terraform_data.${installation}`],
      triggers_replace: input,
      provisioner: [provisioner(substitute.make, {})],
    },
  };
}

/** Where a reference leads after the rewrite. */
function redirect({ address, instance, path }: Reference, inputs: ReadonlyMap<string, Block>): string {
  const input = inputs.get(address);
  if (!input) {
    return address + instance + path;
  }
  const attribute = path.replace(/^\.metadata(\[0\]|\.0)/, "").replace(/^\.id$/, ".name");
  const name = attribute.split(/[.[]/)[1];
  if (name !== undefined && !(name in input)) {
    const known = Object.keys(input).join(", ");
    throw new Error(
      `${address}: its ${path.slice(1)} is read, which needs the provider; known without it: ${known}`,
    );
  }
  return `terraform_data.${nameOf(address)}${instance}${attribute && `.triggers_replace${attribute}`}`;
}

/**
 * Replaces the Helm releases and namespaces of a stack by `terraform_data` that the helm CLI and kubectl carry out, with
 * the same arguments, dependencies and order. A stack without these providers, or whose cluster is not reached by a
 * kubeconfig, stays as it is.
 *
 * @param names Providers that cannot be had: `helm`, `kubernetes`.
 * @throws Error with one line where a stack needs more of a provider than that.
 */
export function replaceHelmReleases(config: TerraformJson, names: readonly string[]): TerraformJson {
  const { terraform, provider = {}, resource = {}, data = {} } = config;
  if (!names.some((name) => clusterOf(provider[name]))) {
    return config;
  }
  const providerOf = (type: string) => names.find((name) => type.startsWith(`${name}_`));
  const unknown = Object.keys(data).find(providerOf);
  if (unknown) {
    throw new Error(`data.${unknown}: needs the provider, which cannot be had`);
  }
  const all = Object.entries(resource).flatMap(([type, blocks]) => {
    const name = providerOf(type);
    return name ? Object.entries(blocks).map(([id, block]) => replaced(type, id, block, provider[name])) : [];
  });
  const providers = omit(provider, names);
  const rewritten = {
    ...omit(config, ["provider"]),
    ...(Object.keys(providers).length > 0 && { provider: providers }), // an empty block is refused
    terraform: { ...terraform, required_providers: omit(terraform?.required_providers ?? {}, names) },
    resource: {
      ...omit(
        resource,
        Object.keys(resource).filter((type) => providerOf(type)),
      ),
      terraform_data: Object.assign(
        { ...resource["terraform_data"] },
        ...all.map((item) => terraformData(item, config)),
      ) as Block,
    },
  };
  const inputs = new Map(all.map(({ address, input }) => [address, input]));
  return mapReferences(rewritten, (found) => redirect(found, inputs)) as TerraformJson;
}
