import type { Block } from "../../../plan/plan-json";
import { findings, inShort } from "./cases";

const ingress = (more: Block): Block => ({
  security_group_id: "sg-1",
  ip_protocol: "tcp",
  from_port: 443,
  to_port: 443,
  ...more,
});
const group = (cidr_blocks: string[], more: Block = {}): Block => ({
  name: "db",
  ingress: [{ protocol: "tcp", from_port: 5432, to_port: 5432, cidr_blocks, security_groups: [], ...more }],
});
const cluster = (endpoint_public_access: boolean, public_access_cidrs?: string[]): Block => ({
  name: "artist",
  vpc_config: [{ endpoint_public_access, public_access_cidrs }],
});
const acl = (...rules: Block[]): Block => ({
  id: "acl-1",
  ingress: rules.map((rule, index) => ({
    rule_no: index,
    protocol: "tcp",
    from_port: 1,
    to_port: 9,
    ...rule,
  })),
});
const allow = { action: "allow", cidr_block: "10.0.0.0/8" };
const route = (target: Block): Block => ({
  route_table_id: "rtb-1",
  destination_cidr_block: "0.0.0.0/0",
  ...target,
});

describe("connections", () => {
  it.each<[string, string, Block | undefined, Block | undefined, string[]]>([
    [
      "all addresses",
      "aws_vpc_security_group_ingress_rule",
      ingress({ cidr_ipv4: "10.0.0.0/8" }),
      ingress({ cidr_ipv4: "0.0.0.0/0" }),
      ["widened 0.0.0.0/0 tcp 443 on sg-1"],
    ],
    [
      "fewer addresses",
      "aws_vpc_security_group_ingress_rule",
      ingress({ cidr_ipv4: "10.0.0.0/8" }),
      ingress({ cidr_ipv4: "10.1.0.0/16" }),
      ["narrowed 10.0.0.0/8 tcp 443 on sg-1"],
    ],
    [
      "IPv6",
      "aws_vpc_security_group_ingress_rule",
      ingress({ cidr_ipv6: "2001:db8::/48" }),
      ingress({ cidr_ipv6: "::/0" }),
      ["widened ::/0 tcp 443 on sg-1"],
    ],
    [
      "more ports",
      "aws_vpc_security_group_egress_rule",
      ingress({ cidr_ipv4: "10.0.0.0/8" }),
      ingress({ cidr_ipv4: "10.0.0.0/8", to_port: 500 }),
      ["widened 10.0.0.0/8 tcp 443-500 on sg-1"],
    ],
    [
      "all protocols",
      "aws_vpc_security_group_ingress_rule",
      ingress({ cidr_ipv4: "10.0.0.0/8" }),
      { security_group_id: "sg-1", ip_protocol: "-1", cidr_ipv4: "10.0.0.0/8" },
      ["widened 10.0.0.0/8 all protocols on sg-1"],
    ],
    [
      "another group",
      "aws_vpc_security_group_ingress_rule",
      ingress({ cidr_ipv4: "10.0.0.0/8" }),
      ingress({ cidr_ipv4: "10.0.0.0/8", security_group_id: "sg-2" }),
      ["widened 10.0.0.0/8 tcp 443 on sg-2", "narrowed 10.0.0.0/8 tcp 443 on sg-1"],
    ],
    [
      "members of a group",
      "aws_vpc_security_group_ingress_rule",
      undefined,
      ingress({ referenced_security_group_id: "sg-9" }),
      ["widened sg-9 tcp 443 on sg-1"],
    ],
    [
      "a description",
      "aws_vpc_security_group_ingress_rule",
      ingress({ cidr_ipv4: "10.0.0.0/8", description: "a" }),
      ingress({ cidr_ipv4: "10.0.0.0/8", description: "b" }),
      [],
    ],
    [
      "an old rule",
      "aws_security_group_rule",
      undefined,
      {
        type: "egress",
        security_group_id: "sg-1",
        protocol: "-1",
        from_port: 0,
        to_port: 0,
        cidr_blocks: ["0.0.0.0/0"],
      },
      ["widened 0.0.0.0/0 all protocols on sg-1"],
    ],
    [
      "a block of a group",
      "aws_security_group",
      group(["10.0.0.0/16"]),
      group(["10.0.0.0/16", "0.0.0.0/0"]),
      ["widened 0.0.0.0/0 tcp 5432 on db"],
    ],
    [
      "a block of a group in another order",
      "aws_security_group",
      group(["10.0.0.0/16", "10.1.0.0/16"]),
      group(["10.1.0.0/16", "10.0.0.0/16"]),
      [],
    ],
    [
      "the group itself",
      "aws_security_group",
      group([]),
      group([], { self: true }),
      ["widened members of the group itself tcp 5432 on db"],
    ],
    [
      "a network ACL",
      "aws_network_acl",
      acl(allow),
      acl(allow, { action: "allow", cidr_block: "0.0.0.0/0" }),
      ["widened 0.0.0.0/0 tcp 1-9 on acl-1"],
    ],
    [
      "a rule of a network ACL that denies",
      "aws_network_acl",
      acl(allow, { ...allow, action: "deny" }),
      acl(allow),
      ["widened ingress, egress on acl-1 (cannot be compared)"],
    ],
    [
      "the number of a rule of a network ACL",
      "aws_network_acl_rule",
      {
        network_acl_id: "acl-1",
        rule_number: 200,
        rule_action: "allow",
        protocol: "6",
        from_port: 1,
        to_port: 9,
        cidr_block: "10.0.0.0/8",
      },
      {
        network_acl_id: "acl-1",
        rule_number: 50,
        rule_action: "allow",
        protocol: "6",
        from_port: 1,
        to_port: 9,
        cidr_block: "10.0.0.0/8",
      },
      ["widened rule_number, rule_action on acl-1 (cannot be compared)"],
    ],
    [
      "a public endpoint",
      "aws_eks_cluster",
      cluster(false),
      cluster(true, ["192.0.2.0/24"]),
      ["widened 192.0.2.0/24 tcp 443 on artist"],
    ],
    [
      "a public endpoint for all",
      "aws_eks_cluster",
      cluster(false),
      cluster(true),
      ["widened 0.0.0.0/0 tcp 443 on artist"],
    ],
    [
      "fewer clients of a public endpoint",
      "aws_eks_cluster",
      cluster(true),
      cluster(true, ["192.0.2.0/24"]),
      ["narrowed 0.0.0.0/0 tcp 443 on artist"],
    ],
    [
      "a route to the internet",
      "aws_route",
      route({ nat_gateway_id: "nat-1" }),
      route({ gateway_id: "igw-1" }),
      ["widened 0.0.0.0/0 all protocols on rtb-1"],
    ],
    [
      "a route in the table",
      "aws_route_table",
      { id: "rtb-1", route: [] },
      { id: "rtb-1", route: [{ cidr_block: "0.0.0.0/0", gateway_id: "igw-1" }] },
      ["widened 0.0.0.0/0 all protocols on rtb-1"],
    ],
  ])("%s", async (_, type, before, after, expected) => {
    expect(inShort(await findings(type, before, after))).toEqual(expected);
  });

  const doubt = "known only after the apply";
  it.each<[string, string, Block | undefined, Block, Block, string[]]>([
    [
      "a peer",
      "aws_vpc_security_group_ingress_rule",
      ingress({ cidr_ipv4: "0.0.0.0/0" }),
      ingress({}),
      { referenced_security_group_id: true },
      [`widened ${doubt} tcp 443 on sg-1 (${doubt})`, "narrowed 0.0.0.0/0 tcp 443 on sg-1"],
    ],
    [
      "a port",
      "aws_vpc_security_group_ingress_rule",
      ingress({ cidr_ipv4: "10.0.0.0/8" }),
      { ...ingress({ cidr_ipv4: "10.0.0.0/8" }), to_port: undefined },
      { to_port: true },
      [`widened 10.0.0.0/8 tcp 443-${doubt} on sg-1 (${doubt})`, `narrowed 10.0.0.0/8 tcp 443 on sg-1`],
    ],
    [
      "a peer in a block",
      "aws_security_group",
      group(["10.0.0.0/8"]),
      group(["10.0.0.0/8"]),
      { ingress: [{ security_groups: [true] }] },
      [`widened ${doubt} tcp 5432 on db (${doubt})`],
    ],
    [
      "all blocks",
      "aws_security_group",
      group(["10.0.0.0/8"]),
      { name: "db" },
      { ingress: true },
      [`widened ${doubt} ${doubt} on db (${doubt})`, "narrowed 10.0.0.0/8 tcp 5432 on db"],
    ],
    [
      "a gateway",
      "aws_route",
      undefined,
      route({}),
      { gateway_id: true },
      [`widened ${doubt} all protocols on rtb-1 (${doubt})`],
    ],
    [
      "addresses of a public endpoint",
      "aws_eks_cluster",
      undefined,
      cluster(true),
      { vpc_config: [{ public_access_cidrs: true }] },
      [`widened ${doubt} tcp 443 on artist (${doubt})`],
    ],
  ])(
    "are reported if something is known only after the apply: %s",
    async (_, type, before, after, afterUnknown, expected) => {
      expect(inShort(await findings(type, before, after, { afterUnknown }))).toEqual(expected);
    },
  );
});
