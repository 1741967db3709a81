import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { KubernetesConnection } from "../environment";
import { localPath } from "../paths";
import { binaries, binaryPath } from "./binaries";

/** A cluster of the user's own, by a context of a kubeconfig. */
export interface OwnCluster {
  /** Path of the kubeconfig. @default ~/.kube/config */
  readonly kubeconfig?: string;
  /** Name of the context. No other one is touched. */
  readonly context: string;
}

interface KubectlConfig {
  readonly contexts?: readonly { readonly name: string }[] | null;
  readonly clusters?: readonly {
    readonly cluster: { readonly server: string; readonly "certificate-authority-data"?: string };
  }[];
}

/** Reads how a cluster of the user's own is reached. @throws Error with one line where the context is not there. */
export function connectOwnCluster({ kubeconfig, context }: OwnCluster): KubernetesConnection {
  const path = resolve(kubeconfig ?? join(homedir(), ".kube", "config"));
  const config = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      binaryPath(binaries.kubectl),
      ["config", "view", "--raw", "--flatten", "--output=json", `--kubeconfig=${path}`, ...args],
      { encoding: "utf8" },
    );
    if (status !== 0) {
      throw new Error(`--kubeconfig: given ${path}; kubectl says: ${stderr.trim()}`);
    }
    return JSON.parse(stdout) as KubectlConfig;
  };
  const names = (config().contexts ?? []).map(({ name }) => name);
  if (!names.includes(context)) {
    throw new Error(
      `--context: given ${context}; accepted: a context of ${path}: ${names.join(", ") || "there is none"}`,
    );
  }
  const cluster = config("--minify", `--context=${context}`).clusters?.[0]?.cluster;
  const authority = cluster?.["certificate-authority-data"];
  if (!cluster || !authority) {
    throw new Error(
      `--context: given ${context}; accepted: a context whose cluster names its certificate authority`,
    );
  }
  mkdirSync(localPath("kubernetes"), { recursive: true });
  const certificateAuthority = localPath("kubernetes", "own-cluster-ca.crt");
  writeFileSync(certificateAuthority, Buffer.from(authority, "base64"));
  return { endpoint: cluster.server, certificateAuthority, kubeconfig: path, context };
}
