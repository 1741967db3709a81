import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../terraform/user-error";
import type { AwsCli } from "./aws-cli";
import { runProgram, type CallOptions } from "./program";

/** An object of Kubernetes, with the fields that are read here. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
  };
  readonly spec: {
    readonly type?: string;
    readonly persistentVolumeReclaimPolicy?: string;
    readonly csi?: { readonly driver: string; readonly volumeHandle: string };
    readonly volumeName?: string;
  };
  readonly status?: { readonly phase?: string };
}

/** The cluster that a stage names. */
interface Cluster {
  readonly name: string;
  readonly region: string;
  readonly kubectl: string;
  readonly kubeconfig?: { readonly path: string; readonly context: string };
}

/** kubectl on one cluster. */
export class Kubectl {
  private constructor(
    private readonly program: string,
    private readonly settings: readonly string[],
    private readonly options: CallOptions,
  ) {}

  /**
   * Connects to a cluster: with the given kubeconfig, with the one of KUBECONFIG, or else with one of `aws eks
   * update-kubeconfig`. A KUBECONFIG of another cluster is refused: each cluster has its own certificate authority.
   *
   * @returns undefined if EKS has no cluster of this name.
   * @throws {UserError}
   */
  static async connect(
    { name, region, kubectl, kubeconfig }: Cluster,
    aws: AwsCli | undefined,
    options: CallOptions,
  ): Promise<Kubectl | undefined> {
    if (kubeconfig) {
      const { path, context } = kubeconfig;
      return new Kubectl(kubectl, [`--kubeconfig=${path}`, `--context=${context}`], options);
    }
    const found = await aws?.find<{ cluster: { certificateAuthority: { data: string } } }>(
      ...["eks", "describe-cluster", "--name", name],
    );
    if (!aws || !found) {
      return undefined;
    }
    if (options.env["KUBECONFIG"] === undefined) {
      const folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));
      process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
      const path = join(folder, "config");
      // It prints a sentence, also with --output json.
      await aws.print("eks", "update-kubeconfig", "--name", name, "--kubeconfig", path);
      return new Kubectl(kubectl, [`--kubeconfig=${path}`], options);
    }
    const given = new Kubectl(kubectl, [], options);
    const view = await given.json<{ clusters?: readonly { cluster: Record<string, string> }[] | null }>(
      ...["config", "view", "--minify", "--raw", "--flatten"],
    );
    const authority = view.clusters?.[0]?.cluster["certificate-authority-data"];
    if (authority !== found.cluster.certificateAuthority.data) {
      throw new UserError(
        `KUBECONFIG: its current context is not the cluster ${name} in ${region}: the certificate authorities differ.`,
      );
    }
    return given;
  }

  /** The objects of the given kinds, in all namespaces. @throws {ProgramError} */
  async list(...kinds: string[]): Promise<readonly KubernetesObject[]> {
    const { items } = await this.json<{ items: readonly KubernetesObject[] }>(
      ...["get", kinds.join(","), "--all-namespaces"],
    );
    return items;
  }

  /** Asks for the deletion of an object, and does not wait for it. @throws {ProgramError} */
  async delete({ kind, metadata }: KubernetesObject): Promise<void> {
    const namespace = metadata.namespace === undefined ? [] : ["--namespace", metadata.namespace];
    const flags = ["--wait=false", "--ignore-not-found"];
    await this.run("delete", kind.toLowerCase(), metadata.name, ...namespace, ...flags);
  }

  private async json<T>(...args: string[]): Promise<T> {
    return JSON.parse(await this.run(...args, "--output=json")) as T;
  }

  private run(...args: string[]): Promise<string> {
    const timeout = args[0] === "config" ? [] : ["--request-timeout=30s"];
    return runProgram(this.program, [...args, ...this.settings, ...timeout], this.options);
  }
}
