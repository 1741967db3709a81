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
import { VpcEndpointRouteTableAssociation } from "@cdktf/provider-aws/lib/vpc-endpoint-route-table-association";
import { Fn, Token } from "cdktf";
import { Construct } from "constructs";
import { all, byKey, choose, eachOf, firstOf, instance, isSame, sorted } from "../../kit/terms";
import { applyCommon } from "../common";
import { networkContract, networkSchema, type NetworkConfig } from "./schema";
import { usableZones } from "./zones";
import type { ContractValues } from "../../kit/contract";

export * from "./schema";

/** The part of the VPC's CIDR block for each tier. It is divided into one subnet for each possible letter of a zone. */
const tierLayout = {
  private: { block: { newBits: 1, number: 0 }, subnetBits: 3 },
  public: { block: { newBits: 4, number: 8 }, subnetBits: 4 },
  database: { block: { newBits: 4, number: 10 }, subnetBits: 4 },
} as const;

type Tier = keyof typeof tierLayout;

const zoneLetters = ["a", "b", "c", "d", "e", "f", "g", "h"];

/**
 * A VPC with public, private and database subnets in each zone. The database subnets have no route to the internet, the
 * default security group has no rules, and traffic to S3 goes through a gateway endpoint.
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
  private readonly vpc: Vpc;
  /** In an order that does not change when the zones are given in another one. */
  private readonly zones: string[];

  constructor(
    scope: Construct,
    id: string,
    private readonly config: NetworkConfig,
  ) {
    super(scope, id);
    this.zones = sorted(config.availabilityZones);
    this.vpc = new Vpc(this, "Default", {
      cidrBlock: config.cidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: this.named(),
      lifecycle: usableZones(this, config.availabilityZones),
    });
    // Without rules: a network interface with only the default security group cannot connect to anything.
    new DefaultSecurityGroup(this, "default", { vpcId: this.vpc.id, tags: this.named("default-unused") });

    const publicSubnet = this.subnets("public", { "kubernetes.io/role/elb": "1" });
    const privateSubnet = this.subnets("private", { "kubernetes.io/role/internal-elb": "1" });
    const databaseSubnet = this.subnets("database", {});
    const [gateway, publicRouteTable] = this.publicRoutes(publicSubnet);
    const { table, nat, address } = this.privateRoutes(gateway, publicSubnet, privateSubnet);
    const databaseRouteTable = this.databaseRoutes(databaseSubnet);
    const endpoint = this.endpointOfS3(table);
    const databaseClient = new SecurityGroup(this, "database_client", {
      name: `${config.name}-database-client`,
      description: "Members may connect to the database",
      vpcId: this.vpc.id,
      tags: this.named("database-client"),
    });
    applyCommon(this, config);
    this.outputs = {
      vpc_id: this.vpc.id,
      vpc_cidr: this.vpc.cidrBlock,
      availability_zones: this.zones,
      public_subnet_ids: all(publicSubnet, "id"),
      public_subnet_ids_by_zone: byKey(publicSubnet, "id"),
      public_subnet_cidrs: all(publicSubnet, "cidr_block"),
      private_subnet_ids: all(privateSubnet, "id"),
      private_subnet_ids_by_zone: byKey(privateSubnet, "id"),
      database_subnet_ids: all(databaseSubnet, "id"),
      database_subnet_ids_by_zone: byKey(databaseSubnet, "id"),
      database_subnet_cidrs: all(databaseSubnet, "cidr_block"),
      database_client_security_group_id: databaseClient.id,
      vpc_arn: this.vpc.arn,
      internet_gateway_id: gateway.id,
      nat_gateway_ids: all(nat, "id"),
      nat_public_ips: all(address, "public_ip"),
      public_route_table_id: publicRouteTable.id,
      private_route_table_ids_by_zone: byKey(table, "id"),
      database_route_table_id: databaseRouteTable.id,
      s3_endpoint_id: endpoint.id,
    };
  }

  private named(suffix?: string) {
    return { Name: suffix ? `${this.config.name}-${suffix}` : this.config.name };
  }

  /** The region: the beginning of the name of a zone. */
  private region(): string {
    return Fn.regex("^[a-z-]+[0-9]", firstOf(this.zones));
  }

  private eachZone() {
    return eachOf(this.zones);
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

  private publicRoutes(subnet: Subnet): [InternetGateway, RouteTable] {
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
    return [gateway, table];
  }

  /**
   * AWS creates an address or a NAT gateway only in a VPC with an internet gateway, and detaches that gateway only when they
   * are gone. Nothing refers to it, so they have `depends_on`.
   * https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/nat_gateway
   */
  private privateRoutes(gateway: InternetGateway, publicSubnet: Subnet, privateSubnet: Subnet) {
    const { natGateways } = this.config;
    const zoneOfOne = firstOf(this.zones);
    const unlessNone = (zones: string[]) => choose(isSame(natGateways, "none"), [], zones);
    const natZone = eachOf(unlessNone(choose(isSame(natGateways, "one"), [zoneOfOne], this.zones)));
    const address = new Eip(this, "nat_address", {
      forEach: natZone,
      domain: "vpc",
      tags: this.named(`nat-${natZone.value}`),
      dependsOn: [gateway],
    });
    const nat = new NatGateway(this, "nat", {
      forEach: natZone,
      allocationId: instance(address, natZone.value, "id"),
      subnetId: instance(publicSubnet, natZone.value, "id"),
      tags: this.named(natZone.value),
      dependsOn: [gateway],
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
    const routedZone = eachOf(unlessNone(this.zones));
    const natOf = choose(isSame(natGateways, "one"), zoneOfOne, routedZone.value);
    new Route(this, "private_nat", {
      forEach: routedZone,
      routeTableId: instance(table, routedZone.value, "id"),
      destinationCidrBlock: "0.0.0.0/0",
      natGatewayId: instance(nat, natOf, "id"),
    });
    return { table, nat, address };
  }

  /** Each zone has an association of its own, so that it goes before the route table of a zone that is removed. */
  private endpointOfS3(privateRouteTable: RouteTable): VpcEndpoint {
    const endpoint = new VpcEndpoint(this, "s3", {
      vpcId: this.vpc.id,
      serviceName: `com.amazonaws.${this.region()}.s3`,
      vpcEndpointType: "Gateway",
      tags: this.named("s3"),
    });
    const zone = this.eachZone();
    new VpcEndpointRouteTableAssociation(this, "s3_association", {
      forEach: zone,
      vpcEndpointId: endpoint.id,
      routeTableId: instance(privateRouteTable, zone.value, "id"),
    });
    return endpoint;
  }

  private databaseRoutes(subnet: Subnet): RouteTable {
    // A separate route table without a route, because a route could be added to the VPC's main route table.
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
    return table;
  }
}
