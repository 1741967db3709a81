import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { UserError } from "../../terraform/user-error";
import type { KubernetesConnection } from "../environment-file";
import { httpStatus } from "../network";
import { localPath } from "../../terraform/paths";
import { binaries, binaryPath } from "./binaries";

/** The user's own cluster, named by a context of a kubeconfig. */
export interface OwnCluster {
  /** Path of the kubeconfig. @default ~/.kube/config */
  readonly kubeconfig?: string;
  /** Name of the context. No other context is used. */
  readonly context: string;
}

interface KubectlConfig {
  readonly contexts?: readonly { readonly name: string }[] | null;
  readonly clusters?: readonly {
    readonly cluster: { readonly server: string; readonly "certificate-authority-data"?: string };
  }[];
}

/** Absolute path of the kubeconfig of a cluster. */
export function kubeconfigPath({ kubeconfig }: OwnCluster): string {
  return resolve(kubeconfig ?? join(homedir(), ".kube", "config"));
}

/** Reads the connection of the user's own cluster from its kubeconfig. @throws {UserError} if it does not answer. */
export async function connectOwnCluster(cluster: OwnCluster): Promise<KubernetesConnection> {
  const { context } = cluster;
  const path = kubeconfigPath(cluster);
  const config = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      binaryPath(binaries.kubectl),
      ["config", "view", "--raw", "--flatten", "--output=json", `--kubeconfig=${path}`, ...args],
      { encoding: "utf8" },
    );
    if (status !== 0) {
      throw new UserError(`--kubeconfig: given ${path}; kubectl says: ${stderr.trim()}`);
    }
    return JSON.parse(stdout) as KubectlConfig;
  };
  const names = (config().contexts ?? []).map(({ name }) => name);
  if (!names.includes(context)) {
    throw new UserError(
      `--context: given ${context}; accepted: a context of ${path}: ${names.join(", ") || "there is none"}`,
    );
  }
  const found = config("--minify", `--context=${context}`).clusters?.[0]?.cluster;
  const authority = found?.["certificate-authority-data"];
  if (!found || !authority) {
    throw new UserError(
      `--context: given ${context}; accepted: a context whose cluster names its certificate authority`,
    );
  }
  const ca = Buffer.from(authority, "base64");
  if ((await httpStatus(`${found.server}/readyz`, ca, 10_000)) === undefined) {
    throw new UserError(
      `--context: given ${context}; accepted: a context whose cluster answers, ${found.server} does not`,
    );
  }
  mkdirSync(localPath("kubernetes"), { recursive: true, mode: 0o700 });
  const certificateAuthority = localPath("kubernetes", "own-cluster-ca.crt");
  writeFileSync(certificateAuthority, ca);
  return { endpoint: found.server, certificateAuthority, kubeconfig: path, context };
}
