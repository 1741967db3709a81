import { createHash } from "node:crypto";
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { projectPath } from "../../modules/kit/project-path";
import { localPath } from "../../terraform/paths";

/** A program that is built from a Go module: its package, and the folder whose go.mod pins the module. */
export interface Binary {
  readonly name: string;
  readonly package: string;
  readonly module: string;
  readonly folder: string;
}

const ofModule = (module: string, folder: string) => (name: string, path: string) => ({
  name,
  package: `${module}/${path}`,
  module,
  folder: projectPath("local", "kubernetes", folder),
});

const kubernetes = ofModule("k8s.io/kubernetes", "");

/** The programs of the local Kubernetes, and its clients. kwok has a separate go.mod, because it needs an older API. */
export const binaries = {
  helm: ofModule("helm.sh/helm/v3", "")("helm", "cmd/helm"),
  kubectl: kubernetes("kubectl", "cmd/kubectl"),
  etcd: { ...ofModule("go.etcd.io/etcd/server/v3", "")("etcd", ""), package: "go.etcd.io/etcd/server/v3" },
  scheduler: kubernetes("kube-scheduler", "cmd/kube-scheduler"),
  controllerManager: kubernetes("kube-controller-manager", "cmd/kube-controller-manager"),
  apiServer: kubernetes("kube-apiserver", "cmd/kube-apiserver"),
  kwok: ofModule("sigs.k8s.io/kwok", "kwok")("kwok", "cmd/kwok"),
} satisfies Record<string, Binary>;

/** Absolute path of a program. */
export function binaryPath(binary: Binary): string {
  return localPath("bin", binary.name);
}

/** The version of a module that a go.mod here requires, such as `v1.36.3`. */
export function moduleVersion({ module, folder }: Pick<Binary, "module" | "folder">): string {
  const version = readGoMod(folder)
    .split("\n")
    .map((line) => line.trim().split(" "))
    .find(([name]) => name === module)?.[1];
  if (!version) {
    throw new Error(`${folder}/go.mod does not require ${module}`);
  }
  return version;
}

/** Linker flags that set the version of each program, and for Helm the version of Kubernetes, which charts check. */
export function linkerFlags(): string {
  const kubernetesVersion = moduleVersion(binaries.apiServer);
  const [major = "", minor = ""] = kubernetesVersion.slice(1).split(".");
  const variables = {
    "k8s.io/component-base/version.gitVersion": kubernetesVersion,
    "k8s.io/component-base/version.gitMajor": major,
    "k8s.io/component-base/version.gitMinor": minor,
    "k8s.io/component-base/version.gitCommit": "",
    "helm.sh/helm/v3/internal/version.version": moduleVersion(binaries.helm),
    "helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor": major,
    "helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor": minor,
    "sigs.k8s.io/kwok/pkg/consts.Version": moduleVersion(binaries.kwok),
  };
  const settings = Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`);
  return ["-s", "-w", ...settings].join(" ");
}

/** Path of the file with the build stamp of a program. */
export function stampPath(binary: Binary): string {
  return localPath("stamps", binary.name);
}

/** Hash of the inputs of a build: go.mod and go.sum, which pin the dependencies, and the linker flags. */
export function buildStamp({ folder }: Binary): string {
  const goSum = readFileSync(`${folder}/go.sum`);
  return createHash("sha256").update(readGoMod(folder)).update(goSum).update(linkerFlags()).digest("hex");
}

/** Whether the program was built on this machine from the pinned versions. */
export function isBuilt(binary: Binary): boolean {
  const [path, stamp] = [binaryPath(binary), stampPath(binary)];
  return (
    existsSync(path) &&
    !lstatSync(path).isSymbolicLink() &&
    existsSync(stamp) &&
    readFileSync(stamp, "utf8") === buildStamp(binary)
  );
}

function readGoMod(folder: string): string {
  return readFileSync(`${folder}/go.mod`, "utf8");
}
