/**
 * Program of the provisioners in a rewritten stack: one operation on one Helm release or namespace. The argument is the
 * operation's name. Environment variables: INPUT, KUBECONFIG and KUBE_CONTEXT (the cluster), TIMEOUT (in seconds).
 */
import { spawnSync, type StdioOptions } from "node:child_process";
import { existsSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { localPath } from "../../terraform/paths";

/** A release, by the arguments of `helm_release`. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly repository?: string;
  readonly max_history?: number;
  readonly values: readonly string[];
  readonly [argument: string]: unknown;
}

/** A namespace, by its metadata. */
export interface Namespace {
  readonly name: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
}

/** Arguments of `helm_release` that are options of `helm upgrade` under the same name. */
const releaseOptions = [
  ...["atomic", "cleanup_on_fail", "wait", "wait_for_jobs", "version"],
  ...["create_namespace", "dependency_update", "skip_crds", "description"],
];

/** Arguments of the helm CLI that install or upgrade a release. */
export function upgradeArguments(release: Release, valueFiles: readonly string[]): string[] {
  const { name, namespace, chart, repository, max_history } = release;
  const oci = repository?.startsWith("oci://");
  return [
    "upgrade",
    "--install",
    name,
    oci ? `${repository}/${chart}` : chart,
    ...(repository && !oci ? ["--repo", repository] : []),
    ...(max_history === undefined ? [] : ["--history-max", String(max_history)]),
    "--namespace",
    namespace,
    ...valueFiles.flatMap((file) => ["--values", file]),
    ...releaseOptions
      .filter((option) => (release[option] ?? undefined) !== undefined)
      .map((option) => `--${option.replaceAll("_", "-")}=${String(release[option])}`),
  ];
}

/** Manifest of a namespace. */
export function namespaceManifest({ name, labels, annotations }: Namespace): object {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels, annotations } };
}

function run(tool: string, args: readonly string[], stdio: StdioOptions, input?: string): void {
  const local = localPath("bin", tool);
  // Helm handles an interrupt with a rollback; nohup protects that from SIGHUP when the terminal is closed.
  const command = [existsSync(local) ? local : tool, ...args];
  const { error, status, signal } = spawnSync("nohup", command, { stdio, input });
  if (error) {
    throw error;
  }
  if (status !== 0) {
    throw new Error(`${tool} ${args[0] ?? ""} failed: ${signal ?? `exit code ${String(status)}`}`);
  }
}

/** Writes texts into files and deletes their names, so that no file remains. Returns the file descriptors. */
function namelessFiles(texts: readonly string[]): number[] {
  const folder = mkdtempSync(join(tmpdir(), "values-"));
  try {
    return texts.map((text, index) => {
      const file = openSync(join(folder, String(index)), "wx+", 0o600);
      writeSync(file, text, 0); // at a position, so that a reader starts at the beginning
      return file;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The operations, by the name that a provisioner uses. */
const operations: Record<string, (input: unknown, context: string, timeout: string) => void> = {
  upgrade: (input, context, timeout) => {
    const release = input as Release;
    const files = namelessFiles(release.values);
    const paths = files.map((_, index) => `/dev/fd/${3 + index}`);
    const args = [...upgradeArguments(release, paths), "--timeout", `${timeout}s`, "--kube-context", context];
    run("helm", args, ["ignore", "ignore", "inherit", ...files]);
    console.log(`release ${release.name} is deployed in namespace ${release.namespace}`);
  },
  uninstall: (input, context, timeout) => {
    const { name, namespace } = input as Release;
    const options = ["--namespace", namespace, "--ignore-not-found", "--wait", "--timeout", `${timeout}s`];
    run("helm", ["uninstall", name, ...options, "--kube-context", context], ["ignore", "ignore", "inherit"]);
    console.log(`release ${name} is removed from namespace ${namespace}`);
  },
  "apply-namespace": (input, context) => {
    // Server-side apply: removed labels are deleted, and labels of other owners are kept.
    const options = [
      "--server-side",
      "--force-conflicts",
      "--field-manager",
      "terraform",
      "--context",
      context,
    ];
    const manifest = JSON.stringify(namespaceManifest(input as Namespace));
    run("kubectl", ["apply", ...options, "--filename", "-"], ["pipe", "inherit", "inherit"], manifest);
  },
  "delete-namespace": (input, context, timeout) => {
    const { name } = input as Namespace;
    const options = ["--ignore-not-found", "--wait", "--timeout", `${timeout}s`, "--context", context];
    run("kubectl", ["delete", "namespace", name, ...options], ["ignore", "inherit", "inherit"]);
  },
};

if (require.main === module) {
  const { INPUT = "", KUBE_CONTEXT = "", TIMEOUT = "" } = process.env;
  try {
    const input: unknown = JSON.parse(gunzipSync(Buffer.from(INPUT, "base64")).toString());
    operations[process.argv[2] ?? ""]?.(input, KUBE_CONTEXT, TIMEOUT);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
