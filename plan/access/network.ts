import type { Block } from "../plan-json";
import { unknown, type Found } from "./finding";
import { blocksOf, compareOpenings, type Opening } from "./openings";

const texts = (value: unknown): string[] =>
  [value]
    .flat()
    .flatMap((item) => (item === undefined || item === null || item === "" ? [] : [String(item)]));

const peerNames = [
  "cidr_ipv4",
  "cidr_ipv6",
  "cidr_block",
  "cidr_blocks",
  "ipv6_cidr_block",
  "ipv6_cidr_blocks",
  "prefix_list_id",
  "prefix_list_ids",
  "referenced_security_group_id",
  "source_security_group_id",
  "security_groups",
];

/** The openings of a rule: one for each peer. `attribute` has the rule, if it is a block. */
function ofRule(
  rule: Block | typeof unknown,
  direction: Opening["direction"],
  attribute?: string,
): Opening[] {
  if (rule === unknown) {
    return [{ direction, peer: unknown, protocol: unknown, attributes: [attribute ?? ""] }];
  }
  const block = rule as Block;
  const self = block["self"] === true || block["self"] === unknown ? ["members of the group itself"] : [];
  return [...peerNames.flatMap((name) => texts(block[name])), ...self].map((peer) => ({
    direction,
    peer,
    protocol: texts(block["ip_protocol"] ?? block["protocol"])
      .join()
      .toLowerCase(),
    from: block["from_port"],
    to: block["to_port"],
    attributes: attribute === undefined ? Object.keys(block) : [attribute],
  }));
}

const inline = (block: Block): Opening[] => [
  ...blocksOf(block["ingress"]).flatMap((rule) => ofRule(rule, "from", "ingress")),
  ...blocksOf(block["egress"]).flatMap((rule) => ofRule(rule, "to", "egress")),
];

const isAllowed = (rule: Block | typeof unknown) =>
  rule === unknown || String(rule["action"] ?? rule["rule_action"]).toLowerCase() !== "deny";

const allowed = (block: Block): Opening[] =>
  inline({
    ingress: blocksOf(block["ingress"]).filter(isAllowed),
    egress: blocksOf(block["egress"]).filter(isAllowed),
  });

/** A route is an opening if its target is an internet gateway, or is not known. */
function ofRoute(route: Block | typeof unknown, attributes: readonly string[]): Opening[] {
  if (route === unknown) {
    return [{ direction: "to", peer: unknown, protocol: "-1", attributes }];
  }
  const { gateway_id: gateway } = route;
  const peers = ["destination_cidr_block", "cidr_block", "destination_ipv6_cidr_block", "ipv6_cidr_block"];
  return /^igw-/.test(String(gateway)) || gateway === unknown
    ? [...peers, "destination_prefix_list_id"]
        .flatMap((name) => texts(route[name]))
        .map((peer) => ({
          direction: "to",
          peer: gateway === unknown ? unknown : peer,
          protocol: "-1",
          attributes,
        }))
    : [];
}

/** The public endpoint of a cluster: without CIDR blocks it is open to all addresses. */
function ofCluster(block: Block): Opening[] {
  return blocksOf(block["vpc_config"]).flatMap((vpc): Opening[] => {
    const settings: Block = vpc === unknown ? { endpoint_public_access: unknown } : vpc;
    const isPublic = settings["endpoint_public_access"];
    const cidrs = isPublic === unknown ? [unknown] : texts(settings["public_access_cidrs"]);
    return isPublic === true || isPublic === unknown
      ? (cidrs.length > 0 ? cidrs : ["0.0.0.0/0"]).map((peer) => ({
          direction: "from",
          peer,
          protocol: "tcp",
          from: 443,
          to: 443,
          attributes: ["vpc_config"],
        }))
      : [];
  });
}

/** A type with openings. */
interface Openings {
  readonly of: (block: Block) => Opening[];
  /** The attribute that says what may be reached. */
  readonly target?: string;
}

const rule = (direction: Opening["direction"]): Openings => ({
  of: (block) => ofRule(block, direction),
  target: "security_group_id",
});
const routes: Openings = {
  of: (block) => blocksOf(block["route"]).flatMap((route) => ofRoute(route, ["route"])),
  target: "id",
};

/** The types with openings. */
export const openings: Readonly<Record<string, Openings>> = {
  aws_vpc_security_group_ingress_rule: rule("from"),
  aws_vpc_security_group_egress_rule: rule("to"),
  aws_security_group_rule: {
    of: (block) => ofRule(block, block["type"] === "egress" ? "to" : "from"),
    target: "security_group_id",
  },
  aws_security_group: { of: inline, target: "name" },
  aws_default_security_group: { of: inline, target: "id" },
  aws_network_acl: { of: allowed, target: "id" },
  aws_default_network_acl: { of: allowed, target: "id" },
  aws_network_acl_rule: {
    of: (block) => (isAllowed(block) ? ofRule(block, block["egress"] === true ? "to" : "from") : []),
    target: "network_acl_id",
  },
  aws_route: { of: (block) => ofRoute(block, Object.keys(block)), target: "route_table_id" },
  aws_route_table: routes,
  aws_default_route_table: routes,
  aws_eks_cluster: { of: ofCluster, target: "name" },
};

/** The connections that a resource allows, with what may be reached by them: the value of an attribute of the resource. */
export function openingsOf(
  type: string,
  block: Block,
): { readonly target: unknown; readonly openings: readonly Opening[] } {
  const known = Object.hasOwn(openings, type) ? openings[type] : undefined;
  return {
    target: known?.target === undefined ? undefined : block[known.target],
    openings: known?.of(block) ?? [],
  };
}

/**
 * The rules of a network ACL if the order of its rules decides: it has a rule that denies, or it is one rule of an ACL whose
 * other rules are not known here.
 */
function orderedRules(type: string, block: Block | undefined): string {
  if (type === "aws_network_acl_rule") {
    return JSON.stringify([block?.["rule_number"], block?.["rule_action"]]);
  }
  const rules = ["ingress", "egress"].flatMap((name) => blocksOf(block?.[name]));
  return rules.every(isAllowed) ? "" : JSON.stringify(rules.map((one) => JSON.stringify(one)).sort());
}

function aclFindings(type: string, before: Block | undefined, after: Block | undefined): Found[] {
  const isRule = type === "aws_network_acl_rule";
  const single = isRule && (!before || !after);
  if (
    single ? isAllowed((before ?? after) as Block) : orderedRules(type, before) === orderedRules(type, after)
  ) {
    return [];
  }
  return [
    {
      kind: "network",
      direction: "widened",
      verb: "rules that deny, or their order, change:",
      who: [],
      actions: isRule ? ["rule_number, rule_action"] : ["ingress, egress"],
      resources: texts((after ?? before)?.[isRule ? "network_acl_id" : "id"]),
      doubt: "cannot be compared",
      attributes: ["ingress", "egress", "rule_number", "rule_action", "network_acl_id"],
    },
  ];
}

/** Which connections a change of a resource allows or ends. */
export function networkFindings(type: string, before: Block | undefined, after: Block | undefined): Found[] {
  const known = Object.hasOwn(openings, type) ? openings[type] : undefined;
  if (!known) {
    return [];
  }
  const target = known.target === undefined ? [] : texts((after ?? before)?.[known.target]);
  const oldTarget = known.target === undefined ? [] : texts((before ?? after)?.[known.target]);
  const [old, next] = [before ? known.of(before) : [], after ? known.of(after) : []];
  const compared =
    target.join() === oldTarget.join() || known.target === "id" || known.target === "name"
      ? compareOpenings(old, next, target)
      : [...compareOpenings([], next, target), ...compareOpenings(old, [], oldTarget)];
  return [
    ...compared,
    ...(type.startsWith("aws_network_acl") || type === "aws_default_network_acl"
      ? aclFindings(type, before, after)
      : []),
  ];
}
