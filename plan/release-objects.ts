import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parseAllDocuments } from "yaml";
import type { Effect } from "../modules/kit/change";
import { kubernetesVersion } from "../modules/versions";
import type { PlannedEffect } from "./effects";
import { isMarked, type Block, type ResourceChange } from "./plan-json";

/** A Kubernetes object of a rendered chart. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly annotations?: Block };
  readonly [field: string]: unknown;
}

/** How charts are rendered. */
export interface Rendering {
  /** Path of the program helm. */
  readonly helm: string;
  /** The folder in which terraform runs, to which the paths of charts are relative. */
  readonly folder: string;
  /** The same folder of an earlier commit, which has its charts. @default none */
  readonly baseFolder?: string;
  /** Where charts of repositories are kept. @default they are not used */
  readonly cache?: string;
}

const isLocal = (chart: string) => /^[./]/.test(chart);

/** Downloads the chart of a release; undefined if the repository has no answer. */
function downloaded({ chart, repository, version }: Texts, helm: string, cache: string): string | undefined {
  const path = join(cache, `${chart}-${version}.tgz`);
  if (existsSync(path)) {
    return path;
  }
  mkdirSync(cache, { recursive: true });
  const isRegistry = repository?.startsWith("oci://");
  const source = isRegistry ? [`${repository}/${chart}`] : [chart ?? "", `--repo=${repository}`];
  const args = ["pull", ...source, `--version=${version}`, `--destination=${cache}`];
  const { status } = spawnSync(helm, args, { stdio: "ignore", timeout: 60_000 });
  return status === 0 && existsSync(path) ? path : undefined;
}

/** The path of the chart of a release; undefined if it is not available here. */
function chartOf(release: Texts, { helm, folder, baseFolder, cache }: Rendering): string | undefined {
  const { chart = "" } = release;
  if (isLocal(chart)) {
    const folders = baseFolder === undefined ? [folder] : [folder, baseFolder];
    return folders.map((one) => resolve(one, chart)).find((path) => existsSync(path));
  }
  return cache === undefined ? undefined : downloaded(release, helm, cache);
}

type Texts = Readonly<Record<string, string | undefined>>;

/** The objects of a release from a chart at a path, with those of hooks. Throws with Helm's error if it refuses the values. */
function objectsOf(release: Block, chart: string, { helm, folder }: Rendering): KubernetesObject[] {
  const { name, namespace, values } = release as Texts;
  const args = ["template", String(name), chart, `--namespace=${namespace ?? "default"}`];
  const { status, stdout, stderr, error } = spawnSync(
    helm,
    [...args, `--kube-version=${kubernetesVersion}.0`, "--values=-"],
    { cwd: folder, encoding: "utf8", input: String([values].flat()[0] ?? ""), maxBuffer: 64 * 1024 * 1024 },
  );
  if (error ?? status !== 0) {
    throw error ?? new Error(stderr.trim());
  }
  return parseAllDocuments(stdout)
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null);
}

/** The hooks of Helm that an object belongs to, such as `pre-upgrade`. https://helm.sh/docs/topics/charts_hooks/ */
export const hooksOf = ({ metadata }: KubernetesObject): string[] =>
  String(metadata.annotations?.["helm.sh/hook"] ?? "")
    .split(",")
    .map((hook) => hook.trim())
    .filter((hook) => hook !== "");

/** Whether an object belongs to the release, not to a hook. */
const isPart = (object: KubernetesObject) => hooksOf(object).length === 0;

/** The objects of a release, without those of hooks. Throws with Helm's error if the chart refuses the values. */
export function renderedObjects(release: Block, rendering: Rendering): KubernetesObject[] {
  const chart = resolve(rendering.folder, String(release["chart"]));
  return objectsOf(release, chart, rendering).filter(isPart);
}

const nameOf = ({ kind, metadata }: KubernetesObject) =>
  [kind, metadata.namespace, metadata.name].filter((part) => part !== undefined).join("/");

/** Kubernetes objects by kind, namespace and name. */
export type ObjectsByName = ReadonlyMap<string, KubernetesObject>;

/** The objects of a release before and after a change. */
export interface RenderedRelease {
  readonly before: ObjectsByName;
  readonly after: ObjectsByName;
  /** Objects of hooks that run with the change, such as the Job that migrates the database. */
  readonly hooks: ObjectsByName;
  /** Whether the earlier chart is not here, so that only the values are compared. */
  readonly isOfOneChart: boolean;
}

const byName = (objects: readonly KubernetesObject[]): ObjectsByName =>
  new Map(objects.map((object) => [nameOf(object), object]));

/** The objects of a release before and after a change; undefined if a chart is not here, or values are not known yet. */
export function renderedRelease(change: ResourceChange, rendering: Rendering): RenderedRelease | undefined {
  const { before, after, afterUnknown, actions } = change;
  const chart = after && chartOf(after as Texts, rendering);
  if (isMarked(afterUnknown["values"]) || (after && chart === undefined)) {
    return undefined;
  }
  const earlier = before && chartOf(before as Texts, rendering);
  const chartBefore = earlier ?? chart;
  if (before && chartBefore === undefined) {
    return undefined;
  }
  const [old, made] = [
    before ? objectsOf(before, chartBefore ?? "", rendering) : [],
    after ? objectsOf(after, chart ?? "", rendering) : [],
  ];
  const event = actions.includes("update") ? "upgrade" : "install";
  return {
    before: byName(old.filter(isPart)),
    after: byName(made.filter(isPart)),
    hooks: byName(made.filter((object) => hooksOf(object).some((hook) => hook.endsWith(`-${event}`)))),
    isOfOneChart: before !== undefined && earlier === undefined,
  };
}

/** The part of a kind whose change is more than `in place`. */
interface KindFact {
  readonly part: (object: KubernetesObject) => unknown;
  readonly effect: Effect;
  readonly reason: string;
}

const field = (object: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((inner, name) => (inner as Block | undefined)?.[name], object);

const pods: KindFact = {
  part: (object) => field(object, "spec", "template"),
  effect: "rolling",
  reason: "its pods are replaced",
};

const nodes = (part: KindFact["part"]): KindFact => ({
  part,
  effect: "rolling",
  // https://karpenter.sh/docs/concepts/disruption/#drift
  reason: "Karpenter replaces the nodes that differ from it",
});

const kindFacts: Readonly<Record<string, KindFact>> = {
  Deployment: pods,
  StatefulSet: pods,
  DaemonSet: pods,
  NodePool: nodes((object) => field(object, "spec", "template")),
  EC2NodeClass: nodes((object) => field(object, "spec")),
  Ingress: {
    part: (object) => (field(object, "spec", "rules") as Block[] | undefined)?.map((rule) => rule["host"]),
    effect: "interruption",
    reason: "the host answers at another name",
  },
};

function effectOfObject(before: KubernetesObject, after: KubernetesObject): Omit<PlannedEffect, "where"> {
  const fact = Object.hasOwn(kindFacts, after.kind) ? kindFacts[after.kind] : undefined;
  return fact && !isDeepStrictEqual(fact.part(before), fact.part(after))
    ? { effect: fact.effect, reason: fact.reason }
    : { effect: "in place" };
}

/** The effects of an update of a release, by object. */
export function effectsOfRelease(
  { address }: ResourceChange,
  { before, after }: RenderedRelease,
): PlannedEffect[] {
  const where = (name: string) => `${address}: ${name}`;
  const removed = [...before.keys()].filter((name) => !after.has(name));
  const changed = [...after].flatMap(([name, object]): PlannedEffect[] => {
    const former = before.get(name);
    if (isDeepStrictEqual(former, object)) {
      return [];
    }
    return [{ where: where(name), ...(former ? effectOfObject(former, object) : { effect: "in place" }) }];
  });
  return [...removed.map((name): PlannedEffect => ({ where: where(name), effect: "removal" })), ...changed];
}
