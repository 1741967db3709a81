import { isBlock, itemsOf, type Block, type PlanJson, type ResourceChange } from "../plan-json";

/** A managed resource with its values. */
interface Known {
  readonly type: string;
  readonly values: Block;
}

/** The values of the resources of a plan: what they are now, and what they were in the state. */
function knownResources({ prior_state: state, resource_drift: drift = [] }: PlanJson): Known[] {
  const now = (state?.values?.root_module?.resources ?? []).filter(({ mode }) => mode === "managed");
  const before = drift.map(({ type, change }) => ({ type, values: change.before ?? {} }));
  return [...now, ...before];
}

/** Where rules in a security group, and rules that are resources, have the peer. */
const peersInGroup = ["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups"];
const peersOfRule = ["cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"];

/** Protocol and ports of a rule. All protocols have no ports, which a security group says by zeros. */
const trafficOf = (protocol: unknown, { from_port: from, to_port: to }: Block) =>
  String(protocol) === "-1" ? "-1" : [protocol, from, to].map(String).join(" ");

/** The rules of a security group without the peers that rules of their own have. */
function rulesLeft(rules: unknown, group: Block, type: string, known: readonly Known[]): unknown {
  const own = new Set(
    known
      .filter((one) => one.type === type && one.values["security_group_id"] === group["id"])
      .flatMap(({ values }) =>
        peersOfRule.map((name) => `${trafficOf(values["ip_protocol"], values)} ${String(values[name])}`),
      ),
  );
  return (itemsOf(rules) as Block[]).flatMap((rule) => {
    const isOwn = (peer: unknown) => own.has(`${trafficOf(rule["protocol"], rule)} ${String(peer)}`);
    const peers = peersInGroup.map(
      (name) => [name, itemsOf(rule[name]).filter((peer) => !isOwn(peer))] as const,
    );
    const self = rule["self"] === true && !isOwn(group["id"]);
    return self || peers.some(([, left]) => left.length > 0)
      ? [{ ...rule, ...Object.fromEntries(peers), self }]
      : [];
  });
}

/** Where a route in a route table has its destination, and where one that is a resource has it. */
const destinationsInTable = ["cidr_block", "ipv6_cidr_block", "destination_prefix_list_id"];
const destinationsOfRoute = [
  "destination_cidr_block",
  "destination_ipv6_cidr_block",
  "destination_prefix_list_id",
];
const targets = [
  "carrier_gateway_id",
  "core_network_arn",
  "egress_only_gateway_id",
  "gateway_id",
  "local_gateway_id",
  "nat_gateway_id",
  "network_interface_id",
  "transit_gateway_id",
  "vpc_endpoint_id",
  "vpc_peering_connection_id",
];

/** The routes of a route table without those that are resources of their own, with the same target. */
function routesLeft(routes: unknown, table: Block, known: readonly Known[]): unknown {
  // What is not given is empty in the one and null in the other.
  const routeOf = (values: Block, destinations: readonly string[]) =>
    JSON.stringify([...destinations, ...targets].map((name) => values[name] || null));
  const own = new Set(
    known
      .filter(({ type, values }) => type === "aws_route" && values["route_table_id"] === table["id"])
      .map(({ values }) => routeOf(values, destinationsOfRoute)),
  );
  return (itemsOf(routes) as Block[]).filter((route) => !own.has(routeOf(route, destinationsInTable)));
}

/** Whether a resource of a type is for another one: it has its name, ID, ARN or URL. */
const isFor =
  (type: string, { id, arn }: Block) =>
  (one: Known) =>
    one.type === type && Object.values(one.values).some((value) => value === id || value === arn);

/** A network ACL has attributes with the same names. */
const isGroup = (type: string) => /^aws_(default_)?security_group$/.test(type);

type Left = (value: unknown, values: Block, known: readonly Known[], type: string) => unknown;

/** The part of an attribute that no other resource adds, by the name of the attribute. */
const attributesWithAdditions: Readonly<Record<string, Left>> = {
  ingress: (rules, group, known, type) =>
    isGroup(type) ? rulesLeft(rules, group, "aws_vpc_security_group_ingress_rule", known) : rules,
  egress: (rules, group, known, type) =>
    isGroup(type) ? rulesLeft(rules, group, "aws_vpc_security_group_egress_rule", known) : rules,
  route: routesLeft,
  managed_policy_arns: (arns, role, known) => {
    const own = known.filter(isFor("aws_iam_role_policy_attachment", role));
    return itemsOf(arns).filter((arn) => !own.some(({ values }) => values["policy_arn"] === arn));
  },
  inline_policy: (policies, role, known) => {
    const own = known.filter(isFor("aws_iam_role_policy", role));
    return itemsOf(policies).filter(
      (one) => !(isBlock(one) && own.some(({ values }) => values["name"] === one["name"])),
    );
  },
  policy: (policy, values, known, type) =>
    (typeof policy === "string" && policy.trim() === "") || known.some(isFor(`${type}_policy`, values))
      ? undefined
      : policy,
};

/** The attributes that also have the access that other resources, or somebody, added to a resource. */
export const additions = Object.keys(attributesWithAdditions);

/**
 * Takes from a resource the access that other resources of its stack add to it: the state has it only after a later apply. What is
 * left was added by somebody, or is in the configuration of the resource itself.
 */
export function additionsTo(plan: PlanJson): (change: ResourceChange) => ResourceChange {
  const known = knownResources(plan);
  const left = (values: Block, type: string): Block =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => {
        const of = Object.hasOwn(attributesWithAdditions, name) ? attributesWithAdditions[name] : undefined;
        return [name, of ? of(value, values, known, type) : value];
      }),
    );
  return (change) => ({
    ...change,
    before: change.before && left(change.before, change.type),
    after: change.after && left(change.after, change.type),
  });
}
