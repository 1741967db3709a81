import type { Construct } from "constructs";
import { Network } from "../modules/network";
import { networkContract } from "./contracts";
import type { StagePlace } from "./layer-stack";
import { StageStack } from "./stage-stack";

/** The VPC of a stage, its subnets, ways out, and the security groups that layers share. */
export class NetworkStack extends StageStack {
  constructor(scope: Construct, place: StagePlace) {
    super(scope, "network", place);

    const network = new Network(this, "network", { name: this.prefix, ...this.stage.network });

    networkContract.publish(this, {
      vpc_id: network.vpc.id,
      vpc_cidr: network.vpc.cidrBlock,
      availability_zones: this.stage.network.availabilityZones,
      public_subnet_ids: network.publicSubnetIds,
      public_subnet_cidrs: network.publicSubnetCidrs,
      private_subnet_ids: network.privateSubnetIds,
      database_subnet_ids: network.databaseSubnetIds,
      database_subnet_cidrs: network.databaseSubnetCidrs,
      database_client_security_group_id: network.databaseClientSecurityGroup.id,
    });
  }
}
