import { EksAddon } from "@cdktf/provider-aws/lib/eks-addon";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { ContractValues } from "../../kit/contract";
import { byKey, eachOf } from "../../kit/terms";
import { clusterAddonsContract, clusterAddonsSchema, type ClusterAddonsConfig } from "./schema";

export * from "./schema";

/**
 * EKS add-ons with pinned versions. Settings that were changed by hand are overwritten.
 * https://docs.aws.amazon.com/eks/latest/userguide/eks-add-ons.html
 */
export class ClusterAddons extends Construct {
  static readonly schema = clusterAddonsSchema;
  static readonly contract = clusterAddonsContract;
  readonly outputs: ContractValues<typeof clusterAddonsContract>;
  /** The add-ons, for the `depends_on` of later resources. */
  readonly addon: EksAddon;

  constructor(scope: Construct, id: string, config: ClusterAddonsConfig, after: ITerraformDependable[] = []) {
    super(scope, id);
    const addon = eachOf(config.versions);
    this.addon = new EksAddon(this, "Default", {
      forEach: addon,
      clusterName: config.clusterName,
      addonName: addon.key,
      addonVersion: addon.value,
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
      dependsOn: after,
    });
    this.outputs = { arns: byKey(this.addon, "arn") };
  }
}
