import { missingTools, tools } from "../terraform/tools";
import { binariesToBuild } from "./kubernetes/install";

/** What a machine-local run works on. */
export interface Needs {
  /** Whether Kubernetes is needed. */
  readonly kubernetes: boolean;
  /** Whether it is a cluster of the user's own. */
  readonly ownCluster: boolean;
}

/** One line for each program of the machine that is needed, and that is missing or of another version. */
export function missingRequirements({ kubernetes, ownCluster }: Needs): string[] {
  const isBuilding = kubernetes && binariesToBuild(ownCluster).length > 0;
  return missingTools([
    tools.node,
    tools.terraform,
    tools.python,
    ...(ownCluster ? [] : [tools.openssl]),
    ...(isBuilding ? [tools.go] : []),
  ]);
}
