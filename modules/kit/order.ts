import { TerraformResource } from "cdktf";
import type { Construct } from "constructs";

/**
 * All resources below a construct so far, for the `depends_on` of a later one: they are created before it, and destroyed
 * only when it is gone.
 */
export function resourcesIn(scope: Construct): TerraformResource[] {
  return scope.node.findAll().filter((construct) => TerraformResource.isTerraformResource(construct));
}
