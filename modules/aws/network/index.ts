import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { Eip } from "@cdktf/provider-aws/lib/eip";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { conditional, Fn, Op, TerraformIterator, Token } from "cdktf";
import { Construct } from "constructs";
import { all, instance } from "../../kit/terms";
import { networkContract, networkSchema, type NetworkConfig } from "./schema";
import type { ContractValues } from "../../kit/contract";

export * from "./schema";

/** Where each tier lies in the VPC's CIDR: a block of the VPC, cut into one subnet a zone by the zone's letter. */
const tierLayout = {
  private: { block: { newBits: 1, number: 0 }, subnetBits: 3 },
  public: { block: { newBits: 4, number: 8 }, subnetBits: 4 },
  database: { block: { newBits: 4, number: 10 }, subnetBits: 4 },
} as const;

type Tier = keyof typeof tierLayout;

const zoneLetters = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** How many of the zones get a NAT gateway, by `natGateways`. */
const natZoneCount = (all: number) => ({ none: 0, one: 1, "one-per-zone": all });

/** How many of the zones have a route to a NAT gateway, by `natGateways`. */
const natRouteCount = (all: number) => ({ none: 0, one: all, "one-per-zone": all });

/**
 * A VPC with public, private and database subnets in each zone. The database tier has no route to the internet; the
 * default security group is emptied; S3 is reached through a gateway endpoint.
 *
 * @example
 * new Network(this, "network", {
 *   name: "artist-production",
 *   cidr: "10.30.0.0/16",
 *   availabilityZones: ["us-east-1a", "us-east-1b"],
 *   natGateways: "one-per-zone",
 * });
 */
export class Network extends Construct {
  static readonly schema = networkSchema;
  static readonly contract = networkContract;
  readonly outputs: ContractValues<typeof networkContract>;
  /** The VPC. */
  private readonly vpc: Vpc;

  constructor(
    scope: Construct,
    id: string,
    private readonly config: NetworkConfig,
  ) {
    super(scope, id);
    this.vpc = new Vpc(this, "Default", {
      cidrBlock: config.cidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: this.named(),
    });
    // Without rules: what is put into a VPC without a group of its own reaches nothing.
    new DefaultSecurityGroup(this, "default", { vpcId: this.vpc.id, tags: this.named("default-unused") });

    const publicSubnet = this.subnets("public", { "kubernetes.io/role/elb": "1" });
    const privateSubnet = this.subnets("private", { "kubernetes.io/role/internal-elb": "1" });
    const databaseSubnet = this.subnets("database", {});
    this.publicRoutes(publicSubnet);
    const privateRouteTable = this.privateRoutes(publicSubnet, privateSubnet);
    this.databaseRoutes(databaseSubnet);
    new VpcEndpoint(this, "s3", {
      vpcId: this.vpc.id,
      serviceName: `com.amazonaws.${this.region()}.s3`,
      vpcEndpointType: "Gateway",
      routeTableIds: all(privateRouteTable, "id"),
      tags: this.named("s3"),
    });
    const databaseClient = new SecurityGroup(this, "database_client", {
      name: `${config.name}-database-client`,
      description: "Worn by what may reach the database",
      vpcId: this.vpc.id,
      tags: this.named("database-client"),
    });
    this.outputs = {
      vpc_id: this.vpc.id,
      vpc_cidr: this.vpc.cidrBlock,
      availability_zones: config.availabilityZones,
      public_subnet_ids: all(publicSubnet, "id"),
      public_subnet_cidrs: all(publicSubnet, "cidr_block"),
      private_subnet_ids: all(privateSubnet, "id"),
      database_subnet_ids: all(databaseSubnet, "id"),
      database_subnet_cidrs: all(databaseSubnet, "cidr_block"),
      database_client_security_group_id: databaseClient.id,
    };
  }

  private named(suffix?: string) {
    return { Name: suffix ? `${this.config.name}-${suffix}` : this.config.name };
  }

  /** The region, read off a zone's name. */
  private region(): string {
    return Fn.regex("^[a-z-]+[0-9]", Token.asString(Fn.element(this.config.availabilityZones, 0)));
  }

  private eachZone() {
    return TerraformIterator.fromList(this.config.availabilityZones);
  }

  /** As many of the zones as `natGateways` says. */
  private someZones(count: (all: number) => Record<NetworkConfig["natGateways"], number>) {
    const zones = this.config.availabilityZones;
    const number = Fn.lookup(count(Fn.lengthOf(zones)), this.config.natGateways);
    return TerraformIterator.fromList(Token.asList(Fn.slice(zones, 0, Token.asNumber(number))));
  }

  private subnets(tier: Tier, tags: Record<string, string>): Subnet {
    const zone = this.eachZone();
    const { block, subnetBits } = tierLayout[tier];
    const number = Fn.index(zoneLetters, Fn.regex(".$", zone.value));
    return new Subnet(this, tier, {
      forEach: zone,
      vpcId: this.vpc.id,
      availabilityZone: zone.value,
      cidrBlock: Fn.cidrsubnet(
        Fn.cidrsubnet(this.config.cidr, block.newBits, block.number),
        subnetBits,
        Token.asNumber(number),
      ),
      mapPublicIpOnLaunch: false,
      tags: { ...this.named(`${tier}-${zone.value}`), ...tags },
    });
  }

  private publicRoutes(subnet: Subnet): void {
    const gateway = new InternetGateway(this, "internet", { vpcId: this.vpc.id, tags: this.named() });
    const table = new RouteTable(this, "public_routes", { vpcId: this.vpc.id, tags: this.named("public") });
    new Route(this, "public_internet", {
      routeTableId: table.id,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: gateway.id,
    });
    const zone = this.eachZone();
    new RouteTableAssociation(this, "public_association", {
      forEach: zone,
      subnetId: instance(subnet, zone.value, "id"),
      routeTableId: table.id,
    });
  }

  private privateRoutes(publicSubnet: Subnet, privateSubnet: Subnet): RouteTable {
    const natZone = this.someZones(natZoneCount);
    const address = new Eip(this, "nat_address", {
      forEach: natZone,
      domain: "vpc",
      tags: this.named(`nat-${natZone.value}`),
    });
    const nat = new NatGateway(this, "nat", {
      forEach: natZone,
      allocationId: instance(address, natZone.value, "id"),
      subnetId: instance(publicSubnet, natZone.value, "id"),
      tags: this.named(natZone.value),
    });
    const zone = this.eachZone();
    const table = new RouteTable(this, "private_routes", {
      forEach: zone,
      vpcId: this.vpc.id,
      tags: this.named(`private-${zone.value}`),
    });
    new RouteTableAssociation(this, "private_association", {
      forEach: zone,
      subnetId: instance(privateSubnet, zone.value, "id"),
      routeTableId: instance(table, zone.value, "id"),
    });
    const routedZone = this.someZones(natRouteCount);
    const natOf = conditional(
      Op.eq(this.config.natGateways, "one"),
      Fn.element(this.config.availabilityZones, 0),
      routedZone.value,
    );
    new Route(this, "private_nat", {
      forEach: routedZone,
      routeTableId: instance(table, routedZone.value, "id"),
      destinationCidrBlock: "0.0.0.0/0",
      natGatewayId: instance(nat, natOf, "id"),
    });
    return table;
  }

  private databaseRoutes(subnet: Subnet): void {
    // A table of its own without a route: the VPC's main table could be given one by others.
    const table = new RouteTable(this, "database_routes", {
      vpcId: this.vpc.id,
      tags: this.named("database"),
    });
    const zone = this.eachZone();
    new RouteTableAssociation(this, "database_association", {
      forEach: zone,
      subnetId: instance(subnet, zone.value, "id"),
      routeTableId: table.id,
    });
  }
}
