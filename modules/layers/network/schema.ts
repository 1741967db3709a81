export {
  networkContract as networkLayerContract,
  networkSchema as networkLayerSchema,
  type NetworkConfig as NetworkLayerConfig,
} from "../../aws/network/schema";
