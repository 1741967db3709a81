import { TerraformResource } from "cdktf";
import type { Construct } from "constructs";

/**
 * A resource `terraform_data` of Terraform itself. cdktf's DataResource runs `terraform version` at each synthesis, to
 * require 1.4; `required_version` of each stack and module is stricter, and Terraform checks it.
 */
export class TerraformData extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    /** Values that replace the resource when they change. */
    private readonly triggersReplace: Readonly<Record<string, unknown>>,
  ) {
    super(scope, id, {
      terraformResourceType: "terraform_data",
      terraformGeneratorMetadata: { providerName: "terraform" },
    });
  }

  /** A random UUID, created with the resource. */
  get id(): string {
    return this.getStringAttribute("id");
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { triggers_replace: this.triggersReplace };
  }
}
