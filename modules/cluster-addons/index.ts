import { EksAddon } from "@cdktf/provider-aws/lib/eks-addon";
import { TerraformIterator, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

/** What a set of EKS add-ons is made from. */
export interface ClusterAddonsConfig {
  /** Name of the EKS cluster. */
  readonly clusterName: string;
  /** Exact version of each add-on, by the add-on's name. */
  readonly versions: Record<string, string>;
  /** What must stand before the add-ons, such as the nodes that run them. */
  readonly after?: ITerraformDependable[];
}

/**
 * EKS add-ons with pinned versions. Settings that somebody changed by hand are put back.
 * https://docs.aws.amazon.com/eks/latest/userguide/eks-add-ons.html
 */
export class ClusterAddons extends Construct {
  /** The add-ons, for what must come after them. */
  readonly addon: EksAddon;

  constructor(scope: Construct, id: string, config: ClusterAddonsConfig) {
    super(scope, id);
    const addon = TerraformIterator.fromMap(config.versions);
    this.addon = new EksAddon(this, "Default", {
      forEach: addon,
      clusterName: config.clusterName,
      addonName: addon.key,
      addonVersion: addon.value,
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
      dependsOn: config.after,
    });
  }
}
