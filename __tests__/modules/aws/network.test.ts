import { Network, type NetworkConfig } from "../../../modules/aws/network";
import { cidrsOverlap, parseCidr } from "../../../modules/kit/cidr";
import { evaluateExpressions, inner, refusal } from "../../support/console";
import { synthesizeModule } from "../../support/modules";
import type { TerraformJson } from "../../support/terraform-json";

const zones = (letters: string) => [...letters].map((letter) => `us-east-1${letter}`);

const config: NetworkConfig = {
  name: "artist-test",
  cidr: "10.30.0.0/16",
  availabilityZones: zones("abc"),
  tags: {},
  natGateways: "one-per-zone",
};

const network = (changes: Partial<NetworkConfig> = {}) =>
  synthesizeModule(Network, { ...config, ...changes });

/** CIDRs of the subnets of each tier, by zone, as Terraform computes them. */
function subnetCidrs(json: TerraformJson, letters: string): Record<string, string> {
  const tiers = ["public", "private", "database"];
  const expressions = tiers.flatMap((tier) => {
    const { cidr_block } = json.resource(`aws_subnet.network_${tier}`);
    return zones(letters).map((zone) => inner(cidr_block).replaceAll("each.value", JSON.stringify(zone)));
  });
  const keys = tiers.flatMap((tier) => zones(letters).map((zone) => `${tier} ${zone}`));
  const values = evaluateExpressions(expressions) as string[];
  return Object.fromEntries(keys.map((key, i) => [key, values[i] ?? ""]));
}

describe("a network", () => {
  it("is planned only in zones that the account and EKS support, and names the others", () => {
    const refused = (letters: string) =>
      refusal(network({ availabilityZones: zones(letters) }).resource("aws_vpc.network"), {
        "data.aws_availability_zones.network_usable.names": zones("abcd"),
      });
    expect(refused("ad")).toBeUndefined();
    expect(refused("afe")).toMatch(
      /account: us-east-1e, us-east-1f\..* zones: us-east-1a, us-east-1b, us-east-1c, us-east-1d\.$/,
    );
    const { filter, exclude_zone_ids, state } = network().dataSource("aws_availability_zones.network_usable");
    expect(exclude_zone_ids.sort()).toEqual(["cac1-az3", "use1-az3", "usw1-az2"]);
    expect(filter).toEqual([
      { name: "opt-in-status", values: ["opt-in-not-required"] },
      { name: "zone-type", values: ["availability-zone"] },
    ]);
    // A zone that is impaired stays in the list: an existing network can be changed during an outage.
    expect(state).toBeUndefined();
  });

  it("has subnets inside the VPC that do not overlap, with up to eight zones and in the smallest VPC", () => {
    for (const cidr of ["10.30.0.0/16", "172.16.32.0/19"]) {
      const cidrs = Object.values(subnetCidrs(network({ cidr }), "abcdefgh"));
      expect(cidrs).toHaveLength(24);
      for (const [i, one] of cidrs.entries()) {
        expect(cidrsOverlap(cidr, one)).toBe(true);
        // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer
        expect(parseCidr(one)?.prefix).toBeLessThanOrEqual(27);
        expect(cidrs.slice(i + 1).filter((other) => cidrsOverlap(one, other))).toEqual([]);
      }
    }
  });

  it("keeps the CIDR block of each subnet when a zone is added, also at the start of the list", () => {
    const before = subnetCidrs(network({ availabilityZones: zones("ac") }), "ac");
    const after = subnetCidrs(network({ availabilityZones: zones("bac") }), "ac");
    expect(after).toEqual(before);
  });

  it.each([
    ["none", [], []],
    ["one", ["us-east-1a"], zones("abc")],
    ["one-per-zone", zones("abc"), zones("abc")],
  ] as const)(
    "with natGateways %s has NAT gateways in %j and a default route in %j, in whatever order the zones are",
    (natGateways, gateways, routed) => {
      const json = network({ natGateways, availabilityZones: zones("cab") });
      const [gateway, address, route] = [
        "aws_nat_gateway.network_nat",
        "aws_eip.network_nat_address",
        "aws_route.network_private_nat",
      ].map((name) => json.resource(name));
      const found = evaluateExpressions(
        [gateway, address, route].map(({ for_each }) => `sort(tolist(${inner(for_each)}))`),
      );
      expect(found).toEqual([gateways, gateways, routed]);
      const key = /network_nat\[(.*)\]\.id/.exec(route.nat_gateway_id)?.[1] ?? "";
      const used = evaluateExpressions(
        routed.map((zone) => key.replaceAll("each.value", JSON.stringify(zone))),
      );
      expect((used as string[]).every((zone) => (gateways as readonly string[]).includes(zone))).toBe(true);
    },
  );

  it.each([
    ["public", "kubernetes.io/role/elb"],
    ["private", "kubernetes.io/role/internal-elb"],
    ["database", undefined],
  ])("has the %s subnets found for load balancers by the tag %s", (tier, tag) => {
    const tags = Object.entries(network().resource(`aws_subnet.network_${tier}`).tags);
    expect(tags.filter(([key]) => key.startsWith("kubernetes.io/role/"))).toEqual(tag ? [[tag, "1"]] : []);
  });

  it("gives the database subnets no route to the internet", () => {
    const json = network();
    const table = "aws_route_table.network_database_routes";
    expect(json.resource(table)).not.toHaveProperty("route");
    const routes = Object.values(json.resources("aws_route")).map(({ route_table_id }) => route_table_id);
    expect(routes.filter((id) => id.includes("database"))).toEqual([]);
    expect(
      json.resource("aws_route_table_association.network_database_association").route_table_id,
    ).toContain(table);
    expect(
      json.resource("aws_vpc_endpoint_route_table_association.network_s3_association").route_table_id,
    ).not.toContain("database");
  });

  it("has a default security group without rules, and no ingress rule", () => {
    const json = network();
    const group = json.resource("aws_default_security_group.network_default");
    expect(group).not.toHaveProperty("ingress");
    expect(group).not.toHaveProperty("egress");
    expect(Object.keys(json.resources("aws_vpc_security_group_ingress_rule"))).toEqual([]);
    expect(json.resource("aws_subnet.network_public").map_public_ip_on_launch).toBe(false);
  });
});
