import { cidrsOverlap } from "../../../modules/kit/cidr";
import type { Block } from "../../support/terraform-json";
import type { Deployed } from "../deployed";

/** One end of a connection: something in subnets of the VPC, or clients outside of it. */
export interface End {
  /** CIDR blocks of its addresses. */
  readonly cidrs: readonly string[];
  /** IDs of its security groups; undefined outside of the VPC. */
  readonly groups?: readonly string[];
  /** IDs of its subnets; undefined outside of the VPC. */
  readonly subnets?: readonly string[];
}

/** The internet. */
export const internet: End = { cidrs: ["198.51.100.7/32"] };

const typeOf = (address: string) => address.replace(/\..*/, "");

/**
 * What can connect to what in a VPC, from the routes, subnets and security groups of Terraform. Facts of AWS that are not
 * resources: the group that EKS makes for a cluster admits its members, and each connection out of it; the controller of
 * load balancers opens the pods' port in it for the load balancer.
 * https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
 */
export class Vpc {
  private readonly resources: [string, Block][];

  constructor(
    stage: Deployed,
    private readonly clusterGroup: string,
  ) {
    this.resources = [stage.network, stage.cluster, stage.data].flatMap((layer) => Object.entries(layer));
  }

  /** What is in the subnets of a tier. */
  tier(tier: "public" | "private" | "database", groups: readonly string[]): End {
    const subnets = this.all("aws_subnet").filter(([address]) => address.includes(`network_${tier}[`));
    return {
      groups,
      cidrs: subnets.map(([, { cidr_block }]) => cidr_block),
      subnets: subnets.map(([address]) => `<${address.replaceAll('"', "")}.id>`),
    };
  }

  /** Why a connection by TCP is refused: a line; undefined if it is possible from each of the subnets. */
  refusal(from: End, to: End, port: number): string | undefined {
    if (from.groups && !this.leaves(from.groups, to, port)) {
      return "no rule of the source lets it out";
    }
    if (to.groups && !this.enters(from, to.groups, port)) {
      return "no rule of the destination lets it in";
    }
    // Inside of a VPC, and to a network connected to it, packets are routed.
    const isOutward = from.subnets && to === internet;
    const isInward = to.subnets && from === internet;
    const missing = [
      ...(isOutward ? (from.subnets ?? []) : []),
      ...(isInward ? (to.subnets ?? []) : []),
    ].filter(
      (subnet) => !this.hasRoute(subnet, isInward ? ["gateway_id"] : ["gateway_id", "nat_gateway_id"]),
    );
    return missing.length > 0 ? `no route: ${missing.join(", ")}` : undefined;
  }

  private all(...types: string[]): [string, Block][] {
    return this.resources.filter(([address]) => types.includes(typeOf(address)));
  }

  private hasRoute(subnet: string, targets: readonly string[]): boolean {
    const tables = this.all("aws_route_table_association")
      .filter(([, { subnet_id }]) => subnet_id === subnet)
      .map(([, { route_table_id }]) => route_table_id);
    return this.all("aws_route").some(
      ([, route]) =>
        tables.includes(route.route_table_id) &&
        route.destination_cidr_block === "0.0.0.0/0" &&
        targets.some((target) => route[target] !== undefined),
    );
  }

  private leaves(groups: readonly string[], to: End, port: number): boolean {
    return (
      groups.includes(this.clusterGroup) ||
      this.matches("aws_vpc_security_group_egress_rule", groups, to, port)
    );
  }

  private enters(from: End, groups: readonly string[], port: number): boolean {
    return (
      (groups.includes(this.clusterGroup) && (from.groups ?? []).includes(this.clusterGroup)) ||
      this.matches("aws_vpc_security_group_ingress_rule", groups, from, port)
    );
  }

  private matches(type: string, groups: readonly string[], other: End, port: number): boolean {
    return this.all(type).some(
      ([, rule]) =>
        groups.includes(rule.security_group_id) &&
        rule.ip_protocol === "tcp" &&
        rule.from_port <= port &&
        port <= rule.to_port &&
        ((other.groups ?? []).includes(rule.referenced_security_group_id) ||
          (rule.cidr_ipv4 !== undefined && other.cidrs.every((cidr) => cidrsOverlap(rule.cidr_ipv4, cidr)))),
    );
  }
}
