import type { ContractValues } from "../kit/contract";
import type { Layer } from ".";
import { bootstrapLayerContract } from "./bootstrap/schema";
import { clusterLayerContract } from "./cluster/schema";
import { dataLayerContract } from "./data/schema";
import { networkLayerContract } from "./network/schema";
import { platformLayerContract } from "./platform/schema";

/** The contract of each layer: the outputs that later layers and other configurations read from its state. */
export const layerContracts = {
  bootstrap: bootstrapLayerContract,
  network: networkLayerContract,
  data: dataLayerContract,
  cluster: clusterLayerContract,
  platform: platformLayerContract,
} as const satisfies Record<"bootstrap" | Layer, unknown>;

/** The values of the outputs of each layer, by the layer's name. */
export type LayerOutputs = {
  readonly [L in keyof typeof layerContracts]: ContractValues<(typeof layerContracts)[L]>;
};
