import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ageOf } from "./age";
import { localPath } from "./paths";
import { stackFolder } from "./stacks";
import { findTool, tools } from "./tools";

type Block = Record<string, unknown>;

/** A synthesized stack, with the fields that are read here. */
export interface StackJson {
  readonly provider?: { readonly aws?: Block | readonly Block[]; readonly helm?: Block | readonly Block[] };
  readonly resource?: Record<string, Record<string, Block>>;
}

/** A synthesized stack, before substitutes replaced its releases. */
export function readStack(stack: string): StackJson {
  const folder = stackFolder(stack);
  const original = join(folder, "cdk.tf.json.synthesized");
  return JSON.parse(
    readFileSync(existsSync(original) ? original : join(folder, "cdk.tf.json"), "utf8"),
  ) as StackJson;
}

/** The value, or the name of the Kubernetes namespace that an expression refers to. */
function resolve(value: unknown, { resource }: StackJson): string {
  const name = /^\$\{kubernetes_namespace_v1\.(\w+)\./.exec(String(value))?.[1];
  const [metadata] = [name && resource?.["kubernetes_namespace_v1"]?.[name]?.["metadata"]].flat() as (
    Block | undefined
  )[];
  return String(metadata?.["name"] ?? value);
}

/** Options of helm for the cluster of the stack's provider, if the provider is configured with a kubeconfig. */
function clusterOptions({ provider }: StackJson): string[] {
  const [helm] = [provider?.helm].flat() as (Block | undefined)[];
  const { config_path: path, config_context: context } = (helm?.["kubernetes"] ?? {}) as Block;
  return typeof path === "string" && typeof context === "string"
    ? ["--kubeconfig", path, "--kube-context", context]
    : [];
}

const isPending = /another operation \(install\/upgrade\/rollback\) is in progress/;

/**
 * Lines about the pending Helm release that made a command fail: its status, its age, and the command that frees it.
 * Empty if the command failed for another reason.
 */
export function stuckRelease(stack: string, text: string, env: NodeJS.ProcessEnv): string[] {
  const id = /with (?:helm_release\.|terraform_data\.helm_release_)(\w+)/.exec(text)?.[1];
  if (!isPending.test(text) || id === undefined) {
    return [];
  }
  const json = readStack(stack);
  const release = json.resource?.["helm_release"]?.[id] ?? {};
  const [name, namespace] = [release["name"], release["namespace"]].map((value) => resolve(value, json));
  const options = ["--namespace", namespace ?? "default", ...clusterOptions(json)];
  const built = localPath("bin", "helm");
  const helm = findTool(tools.helm)?.path ?? (existsSync(built) ? built : "helm");
  const { stdout } = spawnSync(helm, ["status", name ?? id, ...options, "--output", "json"], {
    env,
    encoding: "utf8",
    timeout: 30_000,
  });
  const shown = (command: string) => `helm ${command} ${[name, ...options].join(" ")}`;
  try {
    const { version, info } = JSON.parse(stdout) as {
      version: number;
      info: { status: string; last_deployed: string };
    };
    return [
      `The Helm release ${name} in namespace ${namespace} is ${info.status}: revision ${version}, ${ageOf(new Date(info.last_deployed))} old.`,
      info.status === "pending-install"
        ? `If no other run works on it, remove it: ${shown("uninstall")}`
        : `If no other run works on it, return to the last complete revision: ${shown("rollback")}`,
    ];
  } catch {
    return [
      `An earlier operation on the Helm release ${name} in namespace ${namespace} did not finish. See: ${shown("history")}`,
      `If no other run works on it, return to the last complete revision: ${shown("rollback")}`,
    ];
  }
}
