import { Addon } from "../addon";
import { karpenterCrds, karpenterCrdsSchema, type KarpenterCrdsConfig } from "./schema";

export * from "./schema";

/**
 * The custom resource definitions of Karpenter, as a release of their own: Helm never upgrades those in the chart
 * `karpenter`, which it leaves alone if they exist. https://karpenter.sh/docs/upgrading/upgrade-guide/#crd-upgrades
 */
export class KarpenterCrds extends Addon<KarpenterCrdsConfig> {
  static readonly schema = karpenterCrdsSchema;
  static readonly chart = karpenterCrds;
}
