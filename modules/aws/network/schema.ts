import { z } from "zod";
import { Contract, list as listOutput, map, text } from "../../kit/contract";
import { distinctList, extended, oneOf, pattern, resourceName, vpcCidr } from "../../kit/rules";
import { taggedInputs } from "../common";

const availabilityZone = pattern(
  /^[a-z]{2,4}(-[a-z]+)+-\d[a-h]$/,
  "names of availability zones, such as us-east-1a (letters a to h)",
  "us-east-1a",
);

/** Options of a network. */
export const networkOptions = z.strictObject({
  cidr: vpcCidr(16, 19)
    .describe(
      "IPv4 CIDR block of the VPC. Each zone uses 1/16 of it for private and 1/256 each for public and for database subnets; a load balancer needs a /27",
    )
    .meta({
      changes: [
        {
          effect: "replacement",
          text: "The VPC and all that is in it would be replaced. AWS refuses this while the subnets are in use, so that the deployment fails. Add a stage with the other block instead",
        },
      ],
    }),
  availabilityZones: distinctList(availabilityZone, "two to six different availability zones", 2, 6)
    .meta({ known: "the names are parts of addresses" })
    .meta({ example: ["us-east-1a", "us-east-1b"] })
    .describe(
      "Availability zones. The letter of a zone decides which part of the CIDR block it uses: adding a zone changes no existing subnet",
    )
    .meta({
      changes: [
        {
          effect: "rolling",
          when: "a zone after the others is added",
          text: "The network gets subnets in the zone. The platform layer gives the load balancer the public one. In the cluster layer, a node group in all zones replaces the old one: EKS drains its nodes. docs/running-terraform.md has the order",
        },
        {
          effect: "replacement",
          when: "a zone before the others is added",
          text: 'As above. In addition, the access instance is replaced, and with `natGateways: "one"` the NAT gateway and its address',
        },
        {
          effect: "removal",
          when: "a zone is removed",
          text: "The layers above leave the zone first, then its subnets are deleted: docs/running-terraform.md has the order. AWS refuses to delete a subnet that is in use",
        },
      ],
    }),
  natGateways: oneOf("none", "one", "one-per-zone")
    .meta({ known: "it decides how many resources there are" })
    .default("one-per-zone")
    .describe(
      "NAT gateways: `none` (no access to the internet), `one` (lower cost; if its zone fails, no zone has access; in the first zone in alphabetical order: a new zone that comes before it replaces the gateway and its address) or `one-per-zone`",
    )
    .meta({
      changes: [
        {
          effect: "in place",
          when: "`one` to `one-per-zone`",
          text: "Each further zone gets a gateway. Its addresses are new: whoever admits the stage by its addresses must admit them first",
        },
        {
          effect: "removal",
          when: "`one-per-zone` to `one`",
          text: "The gateways of the other zones and their addresses are deleted. Connections through them break",
        },
      ],
    }),
});

/** Inputs of a network that are not options. */
export const networkInputs = {
  name: resourceName.describe("Prefix of the names of all resources, such as `artist-production`"),
  ...taggedInputs,
};

/** Inputs of a network. Sizes and keys do not depend on the order or the number of the zones. */
export const networkSchema = extended(networkOptions, networkInputs).describe(
  "A VPC with public, private and database subnets in each zone; the database subnets have no route to the internet",
);

/** Configuration of {@link Network}. */
export type NetworkConfig = z.infer<typeof networkSchema>;

/** Outputs of a network that a stage has as well. */
export const networkStageOutputs = {
  vpc_id: text("ID of the VPC"),
  vpc_cidr: text("IPv4 CIDR block of the VPC"),
  availability_zones: listOutput(
    "Names of the availability zones, in alphabetical order, as the lists of the subnets have it",
  ),
  public_subnet_ids: listOutput("IDs of the subnets of load balancers"),
  public_subnet_ids_by_zone: map("IDs of the subnets of load balancers, by availability zone"),
  public_subnet_cidrs: listOutput("CIDR blocks of the subnets of load balancers"),
  private_subnet_ids: listOutput("IDs of the subnets of nodes and pods"),
  private_subnet_ids_by_zone: map("IDs of the subnets of nodes and pods, by availability zone"),
  database_subnet_ids: listOutput("IDs of the subnets of databases"),
  database_subnet_ids_by_zone: map("IDs of the subnets of databases, by availability zone"),
  database_subnet_cidrs: listOutput("CIDR blocks of the subnets of databases"),
  database_client_security_group_id: text(
    "ID of the security group whose members may connect to the database; `layers/data` also admits them to the file system of the media",
  ),
};

/** Outputs of a network. */
export const networkContract = new Contract({
  ...networkStageOutputs,
  vpc_arn: text("ARN of the VPC"),
  internet_gateway_id: text("ID of the internet gateway"),
  nat_gateway_ids: listOutput("IDs of the NAT gateways, in the order of their zones"),
  nat_public_ips: listOutput(
    "Public addresses of the NAT gateways: the sources of connections to the internet",
  ),
  public_route_table_id: text("ID of the route table of the public subnets"),
  private_route_table_ids_by_zone: map(
    "IDs of the route tables of the private subnets, by availability zone",
  ),
  database_route_table_id: text("ID of the route table of the database subnets"),
  s3_endpoint_id: text("ID of the gateway endpoint of S3"),
});
