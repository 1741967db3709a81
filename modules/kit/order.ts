import { TerraformResource } from "cdktf";
import type { Construct } from "constructs";

/**
 * All resources below a construct so far, for the `depends_on` of a later one: they are created before it, and destroyed
 * only when it is gone.
 */
export function resourcesIn(scope: Construct): TerraformResource[] {
  return scope.node.findAll().filter((construct) => TerraformResource.isTerraformResource(construct));
}

/**
 * Lets Terraform refuse every plan that would destroy a resource, before anything is destroyed. The emulated account does
 * without it. docs/destroying.md describes how to remove such a resource on purpose.
 * https://developer.hashicorp.com/terraform/language/meta-arguments/prevent_destroy
 */
export function preventDestroy(resource: TerraformResource): void {
  resource.lifecycle = { ...resource.lifecycle, preventDestroy: true };
}
