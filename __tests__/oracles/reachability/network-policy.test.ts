import { connects, type Peer } from "./network-policy";

// The examples of https://kubernetes.io/docs/concepts/services-networking/network-policies/
const policy = (spec: object) => ({ metadata: { namespace: "default" }, spec });
const pod = (role: string, namespace = "default"): Peer => ({ namespace, labels: { role } });
const outside = (address: string): Peer => ({ address });

const example = policy({
  podSelector: { matchLabels: { role: "db" } },
  policyTypes: ["Ingress", "Egress"],
  ingress: [
    {
      from: [
        { ipBlock: { cidr: "172.17.0.0/16", except: ["172.17.1.0/24"] } },
        { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "myproject" } } },
        { podSelector: { matchLabels: { role: "frontend" } } },
      ],
      ports: [{ protocol: "TCP", port: 6379 }],
    },
  ],
  egress: [{ to: [{ ipBlock: { cidr: "10.0.0.0/24" } }], ports: [{ protocol: "TCP", port: 5978 }] }],
});

describe("the evaluation of NetworkPolicies", () => {
  it.each<[Peer, Peer, number, boolean]>([
    [outside("172.17.0.9"), pod("db"), 6379, true],
    [outside("172.17.1.9"), pod("db"), 6379, false],
    [outside("172.18.0.9"), pod("db"), 6379, false],
    [pod("any", "myproject"), pod("db"), 6379, true],
    [pod("frontend"), pod("db"), 6379, true],
    [pod("frontend", "other"), pod("db"), 6379, false],
    [pod("frontend"), pod("db"), 6380, false],
    [pod("frontend"), pod("other"), 6380, true],
    [pod("db"), outside("10.0.0.7"), 5978, true],
    [pod("db"), outside("10.0.1.7"), 5978, false],
    [pod("db"), pod("other"), 80, false],
  ])("of the first example: %j to %j, port %s: %s", (from, to, port, accepted) => {
    expect(connects([example], from, to, { port })).toBe(accepted);
  });

  it.each([
    ["no policy", [], true],
    ["default deny of ingress", [{ podSelector: {}, policyTypes: ["Ingress"] }], false],
    ["default deny of egress, of the other pod", [{ podSelector: {}, policyTypes: ["Egress"] }], false],
    ["allow all ingress", [{ podSelector: {}, policyTypes: ["Ingress"], ingress: [{}] }], true],
    [
      "a deny and an allow, which are added",
      [
        { podSelector: {}, policyTypes: ["Ingress"] },
        { podSelector: {}, policyTypes: ["Ingress"], ingress: [{}] },
      ],
      true,
    ],
    ["policyTypes left out, without egress: ingress", [{ podSelector: {} }], false],
    [
      "a range of ports",
      [{ podSelector: {}, ingress: [{ ports: [{ protocol: "TCP", port: 32000, endPort: 32768 }] }] }],
      true,
    ],
    [
      "another protocol",
      [{ podSelector: {}, ingress: [{ ports: [{ protocol: "UDP", port: 32100 }] }] }],
      false,
    ],
    [
      "both selectors in one peer, of which one does not match",
      [
        {
          podSelector: {},
          ingress: [
            {
              from: [
                {
                  podSelector: {},
                  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "x" } },
                },
              ],
            },
          ],
        },
      ],
      false,
    ],
    [
      "an expression",
      [{ podSelector: { matchExpressions: [{ key: "role", operator: "NotIn", values: ["b"] }] } }],
      true,
    ],
  ])("with %s", (_, specs, accepted) => {
    expect(connects(specs.map(policy), pod("a"), pod("b"), { port: 32100 })).toBe(accepted);
  });
});
