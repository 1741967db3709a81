import { join } from "node:path";
import { checkPermissions } from "../config/permissions";
import { permittedDestruction } from "../config/permitted-destruction";
import { configurationOfThisMachine } from "../local/configuration";
import { findHelm } from "../local/kubernetes/install";
import { releasesOf } from "../local/offline/planned-releases";
import type { Base } from "../plan/base";
import { Permissions } from "../plan/policy/permissions";
import type { Rendering } from "../plan/release-objects";
import type { ReviewOptions } from "../plan/review";
import { readSynthesized } from "../plan/stack-folder";
import { tagsOfStack } from "../stacks/place";
import { localPath } from "../terraform/paths";

/**
 * How the charts of a stack are rendered; undefined without Helm.
 *
 * @param folder Folder of the plans.
 */
export function renderingOf(stack: string, folder: string, base?: Base): Rendering | undefined {
  const helm = findHelm();
  return helm === undefined
    ? undefined
    : {
        helm,
        folder: join(folder, stack),
        cache: localPath("pulled-charts"),
        ...(base && { baseFolder: join(base.folder, stack) }),
      };
}

/** The permissions of the change. @throws {ConfigurationError} */
export function readPermissions(): Permissions {
  const today = new Date().toISOString().slice(0, 10);
  return new Permissions(checkPermissions(permittedDestruction, today), today);
}

/**
 * How plans that are made again during an apply are checked: with the rules of this project, without a base.
 *
 * @param folder Folder of the plans.
 */
export function optionsOfApply(folder: string): ReviewOptions {
  const configuration = configurationOfThisMachine();
  return {
    configurationOf: (stack) => readSynthesized(join(folder, stack)),
    changesOf: releasesOf,
    renderingOf: (stack) => renderingOf(stack, folder),
    policy: {
      baseConfigurationOf: () => undefined,
      tagsOf: (stack) => tagsOfStack(stack, configuration),
      permissions: readPermissions(),
      isReviewed: () => false,
    },
  };
}
