import { Construct } from "constructs";
import type { ContractValues } from "../../kit/contract";
import { Network } from "../../aws/network";
import { networkLayerContract, networkLayerSchema, type NetworkLayerConfig } from "./schema";

export * from "./schema";

/** The network of a stage: VPC, subnets, ways out, and the security groups that layers share. */
export class NetworkLayer extends Construct {
  static readonly schema = networkLayerSchema;
  static readonly contract = networkLayerContract;
  readonly outputs: ContractValues<typeof networkLayerContract>;

  constructor(scope: Construct, id: string, config: NetworkLayerConfig) {
    super(scope, id);
    this.outputs = new Network(this, "network", config).outputs;
  }
}
