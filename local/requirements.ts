import { missingTools, tools } from "../terraform/tools";
import { binariesToBuild } from "./kubernetes/install";

/** What a machine-local run needs. */
export interface Needs {
  /** Whether Kubernetes is needed. */
  readonly kubernetes: boolean;
  /** Whether it is the user's own cluster. */
  readonly ownCluster: boolean;
}

/** One line for each required program that is missing or has an unsupported version. */
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
