import { spawnSync } from "node:child_process";
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
interface Rendering {
  /** Path of the program helm. */
  readonly helm: string;
  /** The folder in which terraform runs, to which the paths of charts are relative. */
  readonly folder: string;
}

/** The objects of a release, without those of hooks. Throws with Helm's error if the chart refuses the values. */
export function renderedObjects(release: Block, { helm, folder }: Rendering): KubernetesObject[] {
  const { name, namespace, chart, values } = release as Readonly<Record<string, string>>;
  const args = [
    "template",
    String(name),
    String(chart),
    `--namespace=${namespace ?? "default"}`,
    "--no-hooks",
  ];
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

const nameOf = ({ kind, metadata }: KubernetesObject) =>
  [kind, metadata.namespace, metadata.name].filter((part) => part !== undefined).join("/");

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

/**
 * The effects of an update of a release, by object. Both sides are rendered from the chart of the plan; undefined if values
 * are known only after the apply.
 */
export function effectsOfRelease(change: ResourceChange, rendering: Rendering): PlannedEffect[] | undefined {
  const { address, before, after, afterUnknown } = change;
  if (!before || !after || isMarked(afterUnknown["values"])) {
    return undefined;
  }
  const chart = after["chart"];
  const [old, made] = [before, after].map(
    (release) =>
      new Map(renderedObjects({ ...release, chart }, rendering).map((object) => [nameOf(object), object])),
  ) as [Map<string, KubernetesObject>, Map<string, KubernetesObject>];
  const where = (name: string) => `${address}: ${name}`;
  const removed = [...old.keys()].filter((name) => !made.has(name));
  const changed = [...made].flatMap(([name, object]): PlannedEffect[] => {
    const former = old.get(name);
    if (isDeepStrictEqual(former, object)) {
      return [];
    }
    return [{ where: where(name), ...(former ? effectOfObject(former, object) : { effect: "in place" }) }];
  });
  return [...removed.map((name): PlannedEffect => ({ where: where(name), effect: "removal" })), ...changed];
}
