import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { Karpenter } from "../../../modules/addons/karpenter";
import { NodePool } from "../../../modules/addons/node-pool";
import { synthesizeModule } from "../../support/modules";
import { shared } from "../../support/shared";

const karpenter = () =>
  synthesizeModule(Karpenter, {
    name: "artist-test",
    region: "eu-central-1",
    clusterName: "a-cluster",
    nodeRoleArn: "arn:aws:iam::123456789012:role/nodes",
    queueName: "a-queue",
    queueArn: "arn:aws:sqs:eu-central-1:123456789012:a-queue",
  });
const values = () => parse(karpenter().resource("helm_release.karpenter").values[0]);

describe("Karpenter", () => {
  it("is given its cluster and the queue of interruptions", () => {
    expect(values().settings).toEqual({ clusterName: "a-cluster", interruptionQueue: "a-queue" });
  });

  it("resolves names without CoreDNS, which may need a node first", () => {
    expect(values().dnsPolicy).toBe("Default");
  });

  it("keeps to nodes that it did not add, and its replicas apart: the defaults of the chart", () => {
    for (const key of ["affinity", "nodeSelector", "topologySpreadConstraints", "tolerations"]) {
      expect(values()).not.toHaveProperty(key);
    }
  });

  it("gives an instance only the role of the nodes", () => {
    const passing = karpenter()
      .statements("karpenter_policy")
      .filter(({ actions }) => actions.includes("iam:PassRole"));
    expect(passing.map(({ resources }) => resources)).toEqual([["arn:aws:iam::123456789012:role/nodes"]]);
  });

  shared("data/charts/karpenter.keys.json", "has only values that the chart knows", (path) => {
    const { keys } = JSON.parse(readFileSync(path, "utf8")) as { keys: Record<string, object> };
    expect(Object.keys(values()).filter((key) => !(key in keys))).toEqual([]);
    expect(Object.keys(values().settings).filter((key) => !(key in (keys["settings"] ?? {})))).toEqual([]);
  });
});

describe("the node pool", () => {
  const release = (options: object = {}) =>
    synthesizeModule(NodePool, {
      instanceProfileName: "nodes",
      subnetIds: ["subnet-0a", "subnet-0b"],
      securityGroupIds: ["sg-0a"],
      ...options,
    }).resource("helm_release.node_pool");

  it("is waited for until its nodes are gone, when it is deleted", () => {
    expect(release()).toMatchObject({ wait: true, timeout: 1800, namespace: "kube-system" });
  });

  it.each([
    [{}, { limits: { cpu: 32, memory: "128Gi" }, capacityTypes: ["on-demand"], minimumGeneration: 5 }],
    [
      { cpuLimit: 0, memoryLimit: 1, capacityTypes: ["spot"], minimumGeneration: 7, expireAfterDays: 3 },
      {
        limits: { cpu: 0, memory: "1Gi" },
        capacityTypes: ["spot"],
        minimumGeneration: 7,
        expireAfterDays: 3,
      },
    ],
  ])("with %j has the values %j", (options, expected) => {
    expect(parse(release(options).values[0])).toMatchObject(expected);
  });
});
