import { projectPath } from "../../modules/kit/project-path";
import { addressesIn, mapReferences, type Reference } from "./references";

type Block = Record<string, unknown>;

/** Terraform configuration of a synthesized stack, in JSON. */
export interface TerraformJson extends Block {
  terraform?: { required_providers?: Block };
  provider?: Record<string, Block | Block[]>;
  resource?: Record<string, Record<string, Block>>;
  data?: Record<string, Record<string, Block>>;
}

/** Replacement of a resource type without its provider. */
interface Substitute {
  readonly provider: string;
  /** Operation of `operations.ts` that creates or changes the resource. */
  readonly make: string;
  /** Operation of `operations.ts` that destroys the resource. */
  readonly remove: string;
  /** Arguments that identify the resource: if one of them changes, the old resource is destroyed. */
  readonly identity: readonly string[];
  /** Input of the operations, from the resource's arguments. */
  readonly input: (address: string, given: Block) => Block;
}

/** Rejects arguments that the operations would ignore. */
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

/** Environment variables of the operations: the cluster of a provider, if it is configured with a kubeconfig. */
function clusterOf(provider: Block | Block[] | undefined): Record<string, string> | undefined {
  const [settings] = [provider].flat();
  const [connection] = [settings?.["kubernetes"] ?? settings].flat() as (Block | undefined)[];
  const { config_path: path, config_context: context } = connection ?? {};
  return typeof path === "string" && typeof context === "string"
    ? { KUBECONFIG: path, KUBE_CONTEXT: context }
    : undefined;
}

/** Meta-arguments of Terraform. They are copied to the replacement of a resource. */
const metaArguments = ["depends_on", "for_each", "count"];

const pick = (block: Block, names: readonly string[]): Block =>
  Object.fromEntries(Object.entries(block).filter(([name]) => names.includes(name)));

const omit = (block: Block, names: readonly string[]): Block =>
  Object.fromEntries(Object.entries(block).filter(([name]) => !names.includes(name)));

/** A resource whose provider is not available. */
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
 * Replacement of one resource. Two `terraform_data` are needed, because replacing one runs its destroy provisioner: the
 * first represents the resource and destroys it; the second is replaced at each change, and creates or changes it.
 */
function terraformData({ address, substitute, cluster, meta, input }: Replaced, config: TerraformJson) {
  const provisioner = (command: string, when: Block) => ({
    "local-exec": {
      ...when,
      interpreter: [process.execPath, projectPath("build", "local", "offline", "operations.js")],
      command,
      // Not on the command line, which all users of the machine can read. Compressed: a variable has at most 128 KiB.
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
      depends_on: [...new Set([...explicit, ...implicit])], // it is destroyed before its dependencies
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

/** The reference to the replacement of a resource. */
function redirect({ address, instance, path }: Reference, inputs: ReadonlyMap<string, Block>): string {
  const input = inputs.get(address);
  if (!input) {
    return address + instance + path;
  }
  const attribute = path.replace(/^\.metadata(\[0\]|\.0)/, "").replace(/^\.id$/, ".name");
  const name = attribute.split(/[.[]/)[1];
  if (name !== undefined && !Object.hasOwn(input, name)) {
    const known = Object.keys(input).join(", ");
    throw new Error(
      `${address}: its ${path.slice(1)} is read, which needs the provider; available without it: ${known}`,
    );
  }
  return `terraform_data.${nameOf(address)}${instance}${attribute && `.triggers_replace${attribute}`}`;
}

/**
 * Replaces the Helm releases and namespaces of a stack by `terraform_data` that run the helm CLI and kubectl, with the
 * same arguments, dependencies and order. A stack without these providers, or whose cluster is not configured with a
 * kubeconfig, is not changed.
 *
 * @param names Providers that are not available: `helm`, `kubernetes`.
 * @throws Error with one line if a stack uses other resources or arguments of these providers.
 */
export function replaceHelmReleases(config: TerraformJson, names: readonly string[]): TerraformJson {
  const { terraform, provider = {}, resource = {}, data = {} } = config;
  if (!names.some((name) => clusterOf(provider[name]))) {
    return config;
  }
  const providerOf = (type: string) => names.find((name) => type.startsWith(`${name}_`));
  const unknown = Object.keys(data).find(providerOf);
  if (unknown) {
    throw new Error(`data.${unknown}: needs the provider, which is not available`);
  }
  const all = Object.entries(resource).flatMap(([type, blocks]) => {
    const name = providerOf(type);
    return name ? Object.entries(blocks).map(([id, block]) => replaced(type, id, block, provider[name])) : [];
  });
  const providers = omit(provider, names);
  const rewritten = {
    ...omit(config, ["provider"]),
    ...(Object.keys(providers).length > 0 && { provider: providers }), // Terraform rejects an empty block
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
