/** The contracts by which the stacks meet, and their values. */
import type { ContractValues } from "../modules/kit/contract";
import { bootstrapLayerContract } from "../modules/layers/bootstrap/schema";
import { clusterLayerContract } from "../modules/layers/cluster/schema";
import { dataLayerContract } from "../modules/layers/data/schema";
import { networkLayerContract } from "../modules/layers/network/schema";

export {
  bootstrapLayerContract as bootstrapContract,
  clusterLayerContract as clusterContract,
  dataLayerContract as dataContract,
  networkLayerContract as networkContract,
};
export { platformLayerContract as platformContract } from "../modules/layers/platform/schema";

/** Values of the cluster layer's contract. */
export type ClusterContract = ContractValues<typeof clusterLayerContract>;
