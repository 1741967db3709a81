import type { KubernetesObject } from "../../plan/release-objects";

/** Runs kubectl on the cluster of the environment; returns what it prints. */
export type Kubectl = (args: string[], input?: string) => string;

/** Has the API server check objects as when they are applied. Returns what it would do; throws with its refusal. */
export function dryRun(kubectl: Kubectl, objects: readonly KubernetesObject[], namespace: string): string[] {
  const namespaceOf = ({ metadata }: KubernetesObject) => metadata.namespace ?? namespace;
  return [...new Set(objects.map(namespaceOf))].flatMap((name) => {
    const own = objects.filter((object) => namespaceOf(object) === name);
    const applied = kubectl(
      [
        ...["apply", "--server-side", "--force-conflicts", "--dry-run=server"],
        ...[`--namespace=${name}`, "--filename=-"],
      ],
      own.map((object) => JSON.stringify(object)).join("\n"),
    );
    return applied.trim().split("\n");
  });
}
