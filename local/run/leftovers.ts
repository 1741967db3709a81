import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { projectPath } from "../../modules/kit/project-path";
import { emulatorPython } from "../aws/install";
import type { Environment } from "../environment-file";
import { localPath } from "../../terraform/paths";

/** What is in the emulators and in Kubernetes. */
export interface Inventory {
  /** What a destruction has to remove, a line each. */
  readonly present: readonly string[];
  /** What AWS and Helm keep by design, a line each. */
  readonly kept: readonly string[];
}

const baselineFile = () => localPath("baseline.json");

/** Kinds of resources that are looked for in Kubernetes; all that a release makes hangs on these. */
const kubernetesKinds = [
  "namespaces",
  "customresourcedefinitions",
  "storageclasses",
  "clusterroles",
  "clusterrolebindings",
  "validatingwebhookconfigurations",
  "mutatingwebhookconfigurations",
  "ingressclasses",
  "priorityclasses",
  "persistentvolumeclaims",
];

function awsInventory({ aws }: Environment): Inventory {
  const script = projectPath("local", "aws", "inventory.py");
  const output = execFileSync(emulatorPython, [script, aws.default, aws.eks], { encoding: "utf8" });
  const kinds = Object.entries(JSON.parse(output) as Record<string, string[]>);
  const lines = (pending: boolean) =>
    kinds
      .filter(([kind]) => kind.endsWith("pending deletion") === pending)
      .flatMap(([kind, names]) => names.map((name) => `${kind} ${name}`));
  return { present: lines(false), kept: lines(true) };
}

function kubernetesInventory({ kubernetes }: Environment): Inventory {
  const fields = ["{.kind}", "{.metadata.namespace}", "{.metadata.name}"].join(" ");
  const release = "{.metadata.annotations.meta\\.helm\\.sh/release-name}";
  const output = execFileSync(
    localPath("bin", "kubectl"),
    [
      `--kubeconfig=${kubernetes.kubeconfig}`,
      `--context=${kubernetes.context}`,
      "get",
      kubernetesKinds.join(","),
      "--all-namespaces",
      "--ignore-not-found",
      `--output=jsonpath={range .items[*]}${fields}\t${release}{'\\n'}{end}`,
    ],
    { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
  const objects = output
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replace(/ +/g, " ").split("\t"));
  // Definitions of a chart's folder `crds` belong to no release: Helm never removes them.
  const isKept = ([name = "", owner = ""]: readonly string[]) =>
    name.startsWith("CustomResourceDefinition ") && owner === "";
  const names = (found: readonly string[][]) => found.map(([name = ""]) => name);
  return { present: names(objects.filter((object) => !isKept(object))), kept: names(objects.filter(isKept)) };
}

function inventory(environment: Environment): Inventory {
  const [aws, kubernetes] = [awsInventory(environment), kubernetesInventory(environment)];
  return { present: [...aws.present, ...kubernetes.present], kept: [...aws.kept, ...kubernetes.kept] };
}

/** Notes what an environment holds before anything is deployed into it. */
export function noteBaseline(environment: Environment): void {
  writeFileSync(baselineFile(), JSON.stringify({ environment: environment.id, ...inventory(environment) }));
}

/** Whether the baseline of an environment is noted. */
export function hasBaseline(environment: Environment): boolean {
  return existsSync(baselineFile()) && readBaseline().environment === environment.id;
}

function readBaseline() {
  return JSON.parse(readFileSync(baselineFile(), "utf8")) as { environment: string } & Inventory;
}

/** What an environment holds beyond what it held before anything was deployed into it. */
export function findLeftovers(environment: Environment): Inventory {
  const before = readBaseline();
  const { present, kept } = inventory(environment);
  return {
    present: present.filter((line) => !before.present.includes(line)),
    kept: kept.filter((line) => !before.kept.includes(line)),
  };
}
