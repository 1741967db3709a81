import { initialize, readState } from "../terraform/operations";
import type { Report } from "../terraform/steps";
import type { TerraformRun } from "../terraform/terraform";
import { UserError } from "../terraform/user-error";
import { describeProtection, possibleRefusals, protectionsOf, type DeployedStack } from "./protections";

/** Reads the states of stacks. A stack that has none, or an empty one, is left out, and reported. @throws {TerraformError} */
export async function deployedOf(runs: readonly TerraformRun[]): Promise<DeployedStack[]> {
  const deployed: DeployedStack[] = [];
  for (const run of runs) {
    await initialize(run);
    const resources = await readState(run);
    if (resources.length === 0) {
      run.report("nothing is deployed; skipped");
    } else {
      deployed.push({ stack: run.stack, resources });
    }
  }
  return deployed;
}

/**
 * Refuses to destroy stacks before anything is destroyed, if a resource of one of them is protected.
 *
 * @param report Receives a line for each resource that AWS refuses to delete if it has content.
 * @throws {UserError} with a line for each protected resource.
 */
export function refuseProtected(deployed: readonly DeployedStack[], report: Report): void {
  deployed
    .flatMap(possibleRefusals)
    .map(describeProtection)
    .forEach((line) => report(`Note: ${line}`));
  const protections = deployed.flatMap((one) => protectionsOf(one));
  if (protections.length > 0) {
    throw new UserError(
      [
        ...protections.map(describeProtection),
        "Nothing was destroyed. docs/destroying.md has the steps that lift each protection.",
      ].join("\n"),
    );
  }
}
