import type { EnvironmentOptions } from "./environment";
import { binariesToBuild } from "./kubernetes/install";
import { missingTools, tools } from "../terraform/tools";

/** One line for each program of the machine that the environment needs, and that is missing or of another version. */
export function missingRequirements({ cluster }: EnvironmentOptions): string[] {
  const build = binariesToBuild(cluster !== undefined).length > 0;
  return missingTools([
    tools.node,
    tools.terraform,
    tools.python,
    ...(cluster ? [] : [tools.openssl]),
    ...(build ? [tools.go] : []),
  ]);
}
