import { readStack } from "../terraform/releases";
import { UserError } from "../terraform/user-error";
import type { KubernetesObject } from "./kubectl";
import { loadBalancersOf } from "./load-balancers";
import { ProgramError } from "./program";
import { awsOf, kubectlOf, type StageRun } from "./stage";
import { releasedTag } from "./volumes";
import { waiting as usual, waitUntilNone } from "./wait";

/** Name of an object, as in a message. */
const nameOf = ({ kind, metadata: { namespace, name } }: KubernetesObject) =>
  `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;

/** The part of kubectl's command that names an object. */
const argumentsOf = ({ kind, metadata: { namespace, name } }: KubernetesObject) =>
  `${kind.toLowerCase()} ${name}${namespace === undefined ? "" : ` --namespace ${namespace}`}`;

/** Names of the namespaces of a synthesized platform stack. */
function namespacesOf(stack: string): readonly string[] {
  const namespaces = Object.values(readStack(stack).resource?.["kubernetes_namespace_v1"] ?? {});
  return namespaces.map(({ metadata }) => {
    const [{ name } = { name: "" }] = [metadata].flat() as { name: string }[];
    return name;
  });
}

/** An Ingress, or a Service of type LoadBalancer: a controller makes a load balancer for it. */
const hasLoadBalancer = ({ kind, spec }: KubernetesObject) =>
  kind === "Ingress" || spec.type === "LoadBalancer";

/** Whether the AWS Load Balancer Controller has to finish before the object can be deleted. */
const isOfController = ({ metadata: { finalizers = [] } }: KubernetesObject) =>
  finalizers.some((finalizer) => finalizer.includes(".k8s.aws/"));

/**
 * Before a platform stack is destroyed: deletes the Ingresses and the Services of type LoadBalancer of its namespaces,
 * and waits until their load balancers are gone. Only the controller deletes them, which is part of the stack.
 *
 * @throws {UserError} if some remain: then nothing of the stack is destroyed.
 */
export async function drainLoadBalancers(run: StageRun, stack: string, waiting = usual): Promise<void> {
  const { stage, report } = run;
  const kubectl = await kubectlOf(run);
  if (!kubectl) {
    report(`there is no cluster ${stage.name}: it has no load balancers to drain`);
    return;
  }
  const aws = awsOf(run);
  const namespaces = namespacesOf(stack);
  const isOwn = ({ metadata }: KubernetesObject) => namespaces.includes(metadata.namespace ?? "");
  const list = async () => (await kubectl.list("ingresses", "services")).filter(hasLoadBalancer);
  const objects = await list();
  const foreign = objects.filter((object) => !isOwn(object) && isOfController(object));
  if (foreign.length > 0) {
    throw new UserError(
      [
        ...foreign.map(
          (object) => `${nameOf(object)} is not part of ${stack}: kubectl delete ${argumentsOf(object)}`,
        ),
        `${stack}: nothing was destroyed: the controller that deletes the load balancers of other objects is part of the stack.`,
      ].join("\n"),
    );
  }
  for (const object of objects.filter(isOwn)) {
    report(`delete ${nameOf(object)}`);
    await kubectl.delete(object);
  }
  const remaining = async () => [
    ...(await list()).filter(isOwn).map((object) => ({
      name: nameOf(object),
      remedy: `kubectl describe ${argumentsOf(object)} shows why`,
    })),
    ...(aws ? await loadBalancersOf(aws, stage.name) : []).map((arn) => ({
      name: `load balancer ${arn.replace(/^.*:loadbalancer\//, "")}`,
      remedy: `aws elbv2 delete-load-balancer --region ${stage.region} --load-balancer-arn ${arn}`,
    })),
  ];
  const left = await waitUntilNone(remaining, ({ name }) => name, run, waiting);
  if (left.length > 0) {
    throw new UserError(
      [
        ...left.map(({ name, remedy }) => `${name} is left after ${waiting.seconds} s: ${remedy}`),
        `${stack}: nothing of it was destroyed. The load balancer controller may have failed: kubectl logs --namespace kube-system deployment/aws-load-balancer-controller`,
      ].join("\n"),
    );
  }
}

/** A volume in EBS that Kubernetes deletes with its claim. The policy Retain leaves it on purpose. */
const isDeleted = ({ spec }: KubernetesObject) =>
  spec.csi?.driver === "ebs.csi.aws.com" && spec.persistentVolumeReclaimPolicy === "Delete";

/**
 * Before a cluster stack is destroyed: waits until the volumes of deleted claims are gone. Terraform deleted the claims
 * with their namespaces; the EBS driver, which deletes the volumes, is part of this stack. What remains gets a tag, and is
 * deleted when the cluster is gone.
 *
 * @throws {UserError} if a claim still exists: nobody has deleted it, so it has data that is in use.
 */
export async function drainVolumes(run: StageRun, stack: string, waiting = usual): Promise<void> {
  const { stage, report } = run;
  const kubectl = await kubectlOf(run);
  if (!kubectl) {
    report(`there is no cluster ${stage.name}: it has no volumes to drain`);
    return;
  }
  const list = async () => (await kubectl.list("persistentvolumes")).filter(isDeleted);
  let volumes: readonly KubernetesObject[];
  let claims: readonly KubernetesObject[];
  try {
    [volumes, claims] = [await list(), await kubectl.list("persistentvolumeclaims")];
  } catch (error) {
    if (!(error instanceof ProgramError)) {
      throw error;
    }
    // The access to a cluster that is destroyed in part may already be gone.
    report(
      `the volumes of the cluster are not known (${error.message}); those that remain are listed at the end`,
    );
    return;
  }
  const names = volumes.map(({ metadata }) => metadata.name);
  const used = claims.filter(
    ({ metadata, spec }) => metadata.deletionTimestamp === undefined && names.includes(spec.volumeName ?? ""),
  );
  if (used.length > 0) {
    throw new UserError(
      [
        ...used.map(
          (claim) => `${nameOf(claim)} exists: kubectl delete ${argumentsOf(claim)} deletes its volume`,
        ),
        `${stack}: nothing of it was destroyed.`,
      ].join("\n"),
    );
  }
  const hasNodes = (await kubectl.list("nodes")).length > 0;
  const left = await waitUntilNone(list, nameOf, run, hasNodes ? waiting : { ...waiting, seconds: 0 });
  if (left.length > 0) {
    left.forEach((volume) =>
      report(
        `${nameOf(volume)} (${volume.spec.csi?.volumeHandle}) is left; its volume is deleted after the cluster`,
      ),
    );
    const ids = left.map(({ spec }) => spec.csi?.volumeHandle ?? "");
    await awsOf(run)?.call(
      ...["ec2", "create-tags", "--resources", ...ids, "--tags", `Key=${releasedTag},Value=${stage.name}`],
    );
  }
}
