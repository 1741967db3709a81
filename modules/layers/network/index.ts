import { Construct } from "constructs";
import { Network, networkContract, networkSchema, type NetworkConfig } from "../../aws/network";
import type { ContractValues } from "../../kit/contract";

/** The network of a stage: VPC, subnets, NAT gateways, and the security groups that other layers use. */
export class NetworkLayer extends Construct {
  static readonly schema = networkSchema;
  static readonly contract = networkContract;
  readonly outputs: ContractValues<typeof networkContract>;

  constructor(scope: Construct, id: string, config: NetworkConfig) {
    super(scope, id);
    this.outputs = new Network(this, "network", config).outputs;
  }
}
