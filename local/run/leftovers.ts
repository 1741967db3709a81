import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Environment } from "../environment";
import { localPath, logPath } from "../paths";
import { StepError } from "../steps";

/** What is named in the emulators and in Kubernetes, a line each. */
type Inventory = readonly string[];

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
  "persistentvolumeclaims",
];

type MotoData = Record<string, Record<string, Record<string, unknown>[]>>;

/** What AWS itself keeps after a resource was destroyed, or makes on its own. */
function isKeptByAws(kind: string, resource: Record<string, unknown>): boolean {
  return (
    (kind === "Key" && resource["key_state"] === "PendingDeletion") ||
    // Log groups' and events' inner objects come and go with their owners.
    kind === "Model"
  );
}

function nameOf(resource: Record<string, unknown>): string {
  const names = ["arn", "id", "name", "identifier", "_name", "repository_name", "secret_id"];
  const name = names.map((key) => resource[key]).find((value) => typeof value === "string" && value !== "");
  return typeof name === "string" ? name : JSON.stringify(resource).slice(0, 120);
}

async function awsInventory(environment: Environment): Promise<Inventory> {
  const response = await fetch(`${environment.aws.default}/moto-api/data.json`);
  if (!response.ok) {
    throw new StepError(
      "list what is left in the emulators",
      `moto answers ${response.status}`,
      logPath("moto"),
    );
  }
  const data = (await response.json()) as MotoData;
  const emulated = Object.entries(data).flatMap(([service, kinds]) =>
    Object.entries(kinds).flatMap(([kind, resources]) =>
      resources
        .filter((resource) => !isKeptByAws(kind, resource))
        .map((resource) => `AWS ${service} ${kind} ${nameOf(resource)}`),
    ),
  );
  // By the credential's scope the emulator knows which service is asked.
  const headers = {
    Authorization: "AWS4-HMAC-SHA256 Credential=emulator/20260101/us-east-1/eks/aws4_request",
  };
  const answer = await fetch(`${environment.aws.eks}/clusters`, { headers });
  const { clusters } = (await answer.json()) as { clusters: string[] };
  return [...emulated, ...clusters.map((name) => `AWS eks Cluster ${name}`)];
}

function kubernetesInventory({ kubernetes }: Environment): Inventory {
  const names = execFileSync(
    localPath("bin", "kubectl"),
    [
      "--kubeconfig",
      kubernetes.kubeconfig,
      "--context",
      kubernetes.context,
      "get",
      kubernetesKinds.join(","),
      "--all-namespaces",
      "--ignore-not-found",
      "--output=jsonpath={range .items[*]}{.kind} {.metadata.namespace} {.metadata.name}{'\\n'}{end}",
    ],
    { encoding: "utf8" },
  );
  return names
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => `Kubernetes ${line.replace(/ +/g, " ")}`);
}

async function inventory(environment: Environment): Promise<Inventory> {
  return [...(await awsInventory(environment)), ...kubernetesInventory(environment)];
}

/** Notes what an environment holds before anything is deployed into it. */
export async function noteBaseline(environment: Environment): Promise<void> {
  const lines = await inventory(environment);
  writeFileSync(baselineFile(), JSON.stringify({ environment: environment.id, lines }));
}

/** Whether the baseline of an environment is noted. */
export function hasBaseline(environment: Environment): boolean {
  return existsSync(baselineFile()) && readBaseline().environment === environment.id;
}

function readBaseline() {
  return JSON.parse(readFileSync(baselineFile(), "utf8")) as { environment: string; lines: string[] };
}

/** What an environment holds beyond what it held before anything was deployed into it. */
export async function findLeftovers(environment: Environment): Promise<Inventory> {
  const before = new Set(readBaseline().lines);
  return (await inventory(environment)).filter((line) => !before.has(line));
}
