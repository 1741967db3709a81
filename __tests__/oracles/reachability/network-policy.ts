import { parseCidr } from "../../../modules/kit/cidr";
import type { Block } from "../../support/terraform-json";

/** A pod, or an address outside of the cluster. */
export interface Peer {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Its address: the VPC CNI compares those of pods with `ipBlock`, too. */
  readonly address?: string;
}

/** A port, and its protocol. */
export interface Port {
  readonly port: number;
  readonly protocol?: "TCP" | "UDP";
}

function selects(selector: Block, labels: Readonly<Record<string, string>>): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }: Block) => {
      const value = labels[key];
      switch (operator) {
        case "In":
          return value !== undefined && values.includes(value);
        case "NotIn":
          return value === undefined || !values.includes(value);
        case "Exists":
          return value !== undefined;
        case "DoesNotExist":
          return value === undefined;
        default:
          throw new Error(`unknown operator ${operator}`);
      }
    })
  );
}

function contains(block: string, address: string): boolean {
  const [outer, inner] = [parseCidr(block), parseCidr(`${address}/32`)];
  if (!outer || !inner) {
    throw new Error(`not IPv4: ${block}, ${address}`);
  }
  return outer.first <= inner.first && inner.first < outer.first + outer.size;
}

function isPeer(rule: Block, namespace: string, peer: Peer): boolean {
  if (rule.ipBlock) {
    const { cidr, except = [] } = rule.ipBlock;
    const { address } = peer;
    return (
      address !== undefined &&
      contains(cidr, address) &&
      !except.some((block: string) => contains(block, address))
    );
  }
  if (peer.namespace === undefined) {
    return false;
  }
  // Every namespace has this label: https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name
  const labels = { "kubernetes.io/metadata.name": peer.namespace };
  const isNamespace = rule.namespaceSelector
    ? selects(rule.namespaceSelector, labels)
    : peer.namespace === namespace;
  return isNamespace && (!rule.podSelector || selects(rule.podSelector, peer.labels ?? {}));
}

const isPort = (rule: Block, { port, protocol = "TCP" }: Port) =>
  (rule.protocol ?? "TCP") === protocol &&
  (rule.port === undefined || (rule.port <= port && port <= (rule.endPort ?? rule.port)));

function allows(
  policies: Block[],
  direction: "Ingress" | "Egress",
  pod: Peer,
  peer: Peer,
  port: Port,
): boolean {
  if (pod.namespace === undefined) {
    return true;
  }
  const [rules, peers] = direction === "Ingress" ? ["ingress", "from"] : ["egress", "to"];
  const isolating = policies.filter(({ metadata, spec }) => {
    const types = spec.policyTypes ?? ["Ingress", ...(spec.egress ? ["Egress"] : [])];
    return (
      metadata.namespace === pod.namespace &&
      types.includes(direction) &&
      selects(spec.podSelector ?? {}, pod.labels ?? {})
    );
  });
  return (
    isolating.length === 0 ||
    isolating.some(({ metadata, spec }) =>
      (spec[rules ?? ""] ?? []).some(
        (rule: Block) =>
          (!rule[peers ?? ""]?.length ||
            rule[peers ?? ""].some((one: Block) => isPeer(one, metadata.namespace, peer))) &&
          (!rule.ports?.length || rule.ports.some((one: Block) => isPort(one, port))),
      ),
    )
  );
}

/**
 * Whether NetworkPolicies let one end connect to the other one: a pod that a policy selects may do only what some policy
 * allows, in each direction that the policy has. Named ports and IPv6 are errors.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function connects(policies: Block[], from: Peer, to: Peer, port: Port): boolean {
  const named = JSON.stringify(policies).match(/"port":"[^"]*"/);
  if (named) {
    throw new Error(`a named port is not evaluated: ${named[0]}`);
  }
  return allows(policies, "Egress", from, to, port) && allows(policies, "Ingress", to, from, port);
}
