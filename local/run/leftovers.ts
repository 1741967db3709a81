import { execFileSync } from "node:child_process";
import { z } from "zod";
import { projectPath } from "../../modules/kit/project-path";
import { emulatorPython } from "../aws/install";
import type { Environment } from "../environment-file";
import { readJsonFile, writeJsonFile, type JsonFile } from "../../terraform/json-file";
import { localPath } from "../../terraform/paths";

/** The resources in the emulators and in Kubernetes. */
export interface Inventory {
  /** Resources that a destroy has to remove, one line each. */
  readonly present: readonly string[];
  /** Resources that AWS and Helm keep by design, one line each. */
  readonly kept: readonly string[];
}

/** Kinds of Kubernetes resources to list: cluster-scoped kinds, and volume claims, which Helm does not delete. */
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
  // The custom resource definitions of a chart's folder `crds` belong to no release: Helm never removes them.
  const isKept = ([name = "", owner = ""]: readonly string[]) =>
    name.startsWith("CustomResourceDefinition ") && owner === "";
  const names = (found: readonly string[][]) => found.map(([name = ""]) => name);
  return { present: names(objects.filter((object) => !isKept(object))), kept: names(objects.filter(isKept)) };
}

const inventorySchema = z.strictObject({ present: z.array(z.string()), kept: z.array(z.string()) });

/** The resources of an environment before the first deployment. */
const baselineFile: JsonFile<{ environment: string; aws: Inventory; kubernetes?: Inventory }> = {
  path: localPath("baseline.json"),
  schema: z.strictObject({
    environment: z.string(),
    aws: inventorySchema,
    kubernetes: inventorySchema.optional(),
  }),
  remedy: "npm run local -- --stop, then npm run local",
};

/** Records the resources in the emulators before the first deployment. */
export function noteAwsBaseline(environment: Environment): void {
  writeJsonFile(baselineFile, { environment: environment.id, aws: awsInventory(environment) });
}

/** Records the resources in the cluster before the first deployment. */
export function noteKubernetesBaseline(environment: Environment): void {
  const before = readJsonFile(baselineFile);
  if (before) {
    writeJsonFile(baselineFile, { ...before, kubernetes: kubernetesInventory(environment) });
  }
}

/** The resources of an environment that were not there before the first deployment. */
export function findLeftovers(environment: Environment): Inventory {
  const before = readJsonFile(baselineFile);
  const pairs = [
    [awsInventory(environment), before?.aws],
    // Without a baseline, the cluster was never started.
    ...(before?.kubernetes ? [[kubernetesInventory(environment), before.kubernetes]] : []),
  ] as const;
  const added = (kind: keyof Inventory) =>
    pairs.flatMap(([now, then]) => (now?.[kind] ?? []).filter((line) => !then?.[kind].includes(line)));
  return { present: added("present"), kept: added("kept") };
}
