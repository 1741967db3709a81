import { Construct } from "constructs";
import { Domain } from "../../aws/domain";
import { Network } from "../../aws/network";
import type { ContractValues } from "../../kit/contract";
import { networkLayerContract, networkLayerSchema, type NetworkLayerConfig } from "./schema";

export * from "./schema";

/** The network of a stage: VPC, subnets, NAT gateways, security groups that other layers use; its domain. */
export class NetworkLayer extends Construct {
  static readonly schema = networkLayerSchema;
  static readonly contract = networkLayerContract;
  readonly outputs: ContractValues<typeof networkLayerContract>;

  constructor(scope: Construct, id: string, config: NetworkLayerConfig) {
    super(scope, id);
    const network = new Network(this, "network", config);
    const domain = new Domain(this, "domain", { ...config.domain, tags: config.tags });
    this.outputs = { ...network.outputs, ...domain.outputs };
  }
}
