import { readFileSync } from "node:fs";
import { nodePool } from "../../modules/addons/node-pool";
import { refusalsOfResource } from "../support/custom-resources";
import { shared } from "../support/shared";
import type { Block } from "../support/terraform-json";
import { helm, objectOf, render } from "./rendering";

const required = {
  instanceProfile: "artist-test-karpenter-nodes",
  subnetIds: ["subnet-0a", "subnet-0b"],
  securityGroupIds: ["sg-0a", "sg-0b"],
};
const all = {
  ...required,
  limits: { cpu: 8, memory: "32Gi" },
  capacityTypes: ["spot", "on-demand"],
  instanceCategories: ["m"],
  minimumGeneration: 6,
  instanceSizes: ["xlarge"],
  diskSize: 80,
  expireAfterDays: 7,
  releaseVersion: "1.36.4-20260930",
  tags: { Project: "artist", Stage: "test" },
};

const rendered = (values: object) => {
  const objects = render("node-pool", values, "kube-system");
  return {
    pool: objectOf(objects, "NodePool", "general"),
    nodeClass: objectOf(objects, "EC2NodeClass", "general"),
  };
};

const requirement = (pool: Block, key: string) =>
  pool.spec.template.spec.requirements.find((one: Block) => one.key === key);

describe("the chart node-pool", () => {
  it("passes helm lint --strict", () => {
    expect(helm("lint", "node-pool", all)).toMatchObject({ status: 0 });
  });

  for (const [kind, definition] of [
    ["pool", "karpenter.sh_NodePool_v1"],
    ["nodeClass", "karpenter.k8s.aws_EC2NodeClass_v1"],
  ] as const) {
    shared(`data/crds/${definition}.json`, `makes what ${definition} accepts`, (path) => {
      const schema = JSON.parse(readFileSync(path, "utf8"));
      expect(refusalsOfResource(schema, rendered(required)[kind])).toEqual([]);
      expect(refusalsOfResource(schema, rendered(all)[kind])).toEqual([]);
      // The check itself fails for fields and values that there are not.
      const { apiVersion, metadata, spec } = rendered(all)[kind];
      expect(refusalsOfResource(schema, { apiVersion, metadata, spec: { ...spec, taint: 1 } })).toEqual([
        ".spec.taint: unknown",
      ]);
      expect(refusalsOfResource(schema, { apiVersion, metadata, spec: "none" })).toEqual([
        ".spec: string, not object",
      ]);
    });
  }

  it("has nodes with the hardening of the node group", () => {
    const { spec } = rendered(all).nodeClass;
    expect(spec).toMatchObject({
      instanceProfile: "artist-test-karpenter-nodes",
      subnetSelectorTerms: [{ id: "subnet-0a" }, { id: "subnet-0b" }],
      securityGroupSelectorTerms: [{ id: "sg-0a" }, { id: "sg-0b" }],
      detailedMonitoring: true,
      tags: { Project: "artist", Stage: "test" },
    });
    expect(spec.metadataOptions).toMatchObject({ httpTokens: "required", httpPutResponseHopLimit: 1 });
    expect(spec.blockDeviceMappings).toEqual([
      {
        deviceName: "/dev/xvda",
        ebs: { volumeType: "gp3", volumeSize: "80Gi", encrypted: true, deleteOnTermination: true },
      },
    ]);
  });

  it.each([
    ["1.36.4-20260930", "al2023@v20260930"],
    [null, "al2023@latest"],
  ])("with releaseVersion %s has the image %s", (releaseVersion, alias) => {
    expect(rendered({ ...all, releaseVersion }).nodeClass.spec.amiSelectorTerms).toEqual([{ alias }]);
  });

  it("limits vCPUs, memory, the kinds of instances and the age of a node", () => {
    const { pool } = rendered(all);
    expect(pool.spec.limits).toEqual({ cpu: 8, memory: "32Gi" });
    expect(pool.spec.template.spec.expireAfter).toBe("168h");
    expect(requirement(pool, "karpenter.sh/capacity-type").values).toEqual(["spot", "on-demand"]);
    expect(requirement(pool, "karpenter.k8s.aws/instance-category").values).toEqual(["m"]);
    expect(requirement(pool, "karpenter.k8s.aws/instance-generation")).toMatchObject({
      operator: "Gt",
      values: ["5"],
    });
    expect(requirement(pool, "karpenter.k8s.aws/instance-size").values).toEqual(["xlarge"]);
    expect(requirement(pool, "kubernetes.io/arch").values).toEqual(["amd64"]);
  });

  it("drains a node for less time than Helm waits for its deletion", () => {
    const minutes = Number(rendered(all).pool.spec.template.spec.terminationGracePeriod.replace(/m$/, ""));
    expect(minutes * 60).toBeLessThanOrEqual(nodePool.timeout / 2);
  });

  it("refuses values without nodes to make, and unknown ones", () => {
    const { instanceProfile: _, ...incomplete } = all;
    expect(helm("template", "node-pool", incomplete).stderr).toContain("instanceProfile");
    expect(helm("template", "node-pool", { ...all, arch: "arm64" }).stderr).toContain("arch");
  });
});
