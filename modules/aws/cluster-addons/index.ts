import { EksAddon } from "@cdktf/provider-aws/lib/eks-addon";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { ContractValues } from "../../kit/contract";
import { byKey, eachOf, valueIfAny } from "../../kit/terms";
import { applyCommon } from "../common";
import { clusterAddonsContract, clusterAddonsSchema, type ClusterAddonsConfig } from "./schema";

export * from "./schema";

/**
 * EKS add-ons with pinned versions. Settings that were changed by hand are overwritten. The software of an add-on that is
 * removed stays in the cluster, and EKS no longer manages it.
 * https://docs.aws.amazon.com/eks/latest/userguide/eks-add-ons.html
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_DeleteAddon.html
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
      configurationValues: valueIfAny(config.configurations, addon.key),
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
      // Nodes keep their network and their volumes when an add-on is deleted: EKS stops managing it, and its pods stay.
      preserve: true,
      dependsOn: after,
    });
    applyCommon(this, config);
    this.outputs = { arns: byKey(this.addon, "arn") };
  }
}
