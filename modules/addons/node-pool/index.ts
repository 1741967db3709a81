import { format } from "../../kit/terms";
import { Addon } from "../addon";
import { Karpenter } from "../karpenter";
import { nodePool, nodePoolSchema, type NodePoolConfig } from "./schema";

export * from "./schema";

/**
 * The nodes that Karpenter adds, with the hardening of the managed node group. When the release is deleted, Karpenter drains
 * and terminates its nodes: the EC2NodeClass has a finalizer until the last one is gone.
 * https://karpenter.sh/docs/concepts/nodepools/ https://karpenter.sh/docs/concepts/nodeclasses/
 */
export class NodePool extends Addon<NodePoolConfig> {
  static readonly schema = nodePoolSchema;
  static readonly chart = nodePool;
  // NodePool and EC2NodeClass are its custom resources, and it removes their finalizers.
  static override readonly needs = [Karpenter];

  protected override values(config: NodePoolConfig) {
    return {
      limits: { cpu: config.cpuLimit, memory: format("%sGi", config.memoryLimit) },
      capacityTypes: config.capacityTypes,
      instanceCategories: config.instanceCategories,
      minimumGeneration: config.minimumGeneration,
      instanceSizes: config.instanceSizes,
      diskSize: config.diskSize,
      expireAfterDays: config.expireAfterDays,
      instanceProfile: config.instanceProfileName,
      subnetIds: config.subnetIds,
      securityGroupIds: config.securityGroupIds,
      releaseVersion: config.releaseVersion,
      tags: config.tags,
    };
  }
}
