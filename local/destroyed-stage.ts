import { existsSync } from "node:fs";
import type { DestroyedStage } from "../destroy/stage";
import type { Configuration } from "../config";
import { isEmulated, layerOfStack, stackName } from "../stacks/names";
import { prefixOf } from "../stacks/inputs";
import { placeOf } from "../stacks/place";
import { localPath } from "../terraform/paths";
import { findTool, missingTools, tools } from "../terraform/tools";
import { UserError } from "../terraform/user-error";
import { configurationOfThisMachine } from "./configuration";
import { environmentOf } from "./stack-environment";

/** A stage of a configuration, and how to reach it. */
export function destroyedStage(stageName: string, configuration: Configuration): DestroyedStage {
  const place = placeOf(stageName, configuration);
  const { emulator, id } = place.account;
  const built = localPath("bin", "kubectl");
  return {
    stageName,
    name: prefixOf(place),
    region: place.region,
    accountId: id,
    env: {
      ...environmentOf(stackName(stageName, "platform")),
      ...(emulator ? { AWS_CONFIG_FILE: emulator.configFile, AWS_PROFILE: emulator.profile } : {}),
    },
    aws: findTool(tools.aws)?.path,
    kubectl: emulator && existsSync(built) ? built : "kubectl",
    kubeconfig: place.stage.platform.kubeconfig,
  };
}

/**
 * Checks the programs that a destroy of stacks needs. The emulated stage needs none: nothing in the emulators outlives it.
 *
 * @throws {UserError} with a line for each that is missing.
 */
export function checkDestroyTools(stacks: readonly string[]): void {
  const configuration = configurationOfThisMachine();
  const layers = stacks.flatMap((stack) => {
    const found = layerOfStack(stack, configuration);
    return found && !isEmulated(stack, configuration) ? [found.layer] : [];
  });
  const needsKubernetes = layers.includes("platform") || layers.includes("cluster");
  const missing = missingTools([
    ...(layers.length > 0 ? [tools.aws] : []),
    ...(needsKubernetes ? [tools.kubectl] : []),
  ]);
  if (missing.length > 0) {
    throw new UserError(missing.join("\n"));
  }
}
