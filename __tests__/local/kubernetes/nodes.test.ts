import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { configurationOf } from "../../../config";
import { checkConfiguration } from "../../../config/check";
import { instanceType, instanceTypes, nodeSize } from "../../../local/kubernetes/instance-types";
import { clusterObjects } from "../../../local/kubernetes/nodes";
import { localPath } from "../../../terraform/paths";
import { connection } from "../../support/synthesis";
import type { Block } from "../../support/terraform-json";

const { stages } = checkConfiguration(configurationOf(connection));

describe("the size of a node", () => {
  // The number of pods: https://github.com/aws/amazon-vpc-cni-k8s/blob/master/misc/eni-max-pods.txt
  it.each([
    ["m6i.large", 29, 1930, 6903],
    ["m6i.xlarge", 58, 3920, 14_162],
    ["m6i.2xlarge", 58, 7910, 29_317],
    ["m6i.4xlarge", 234, 15_890, 57_691],
  ])("%s has room for %s pods with %sm and %s MiB", (name, pods, milliCpu, memoryMiB) => {
    expect(nodeSize(instanceType(name)).allocatable).toEqual({ pods, milliCpu, memoryMiB });
  });

  it("is an error for an unknown instance type, and known for those of every stage", () => {
    expect(() => instanceType("m9.large")).toThrow("local/kubernetes/instance-types.ts");
    const named = Object.values(stages).flatMap(({ cluster }) => cluster.nodeGroup.instanceTypes);
    expect(named.filter((name) => !(name in instanceTypes))).toEqual([]);
  });

  // `npm run local` installs moto, which has the data of EC2.
  const libraries = localPath("venv", "lib");
  const [python = "python3"] = existsSync(libraries) ? readdirSync(libraries) : [];
  const data = join(libraries, python, "site-packages", "moto", "ec2", "resources", "instance_types.json.gz");
  (existsSync(data) ? it : it.skip)("is computed from data that EC2 has, too (not available: moto)", () => {
    const ofEc2 = JSON.parse(gunzipSync(readFileSync(data)).toString()) as Record<string, Block>;
    const found = Object.keys(instanceTypes).map((name) => {
      const { VCpuInfo, MemoryInfo, NetworkInfo } = ofEc2[name] ?? {};
      const card = NetworkInfo.NetworkCards[NetworkInfo.DefaultNetworkCardIndex];
      const size = {
        vcpus: VCpuInfo.DefaultVCpus,
        memoryMiB: MemoryInfo.SizeInMiB,
        interfaces: card.MaximumNetworkInterfaces,
        addresses: NetworkInfo.Ipv4AddressesPerInterface,
      };
      return [name, size] as const;
    });
    expect(Object.fromEntries(found)).toEqual(instanceTypes);
  });
});

describe("the nodes of the machine-local cluster", () => {
  it.each(Object.entries(stages))("are those of the node group of %s, in its zones", (_, stage) => {
    const nodes = clusterObjects(stage).items.filter((one) => (one as Block).kind === "Node") as Block[];
    const { size, instanceTypes: types } = stage.cluster.nodeGroup;
    expect(nodes).toHaveLength(size);
    const zones = nodes.map(({ metadata }) => metadata.labels["topology.kubernetes.io/zone"]);
    expect([...new Set(zones)]).toEqual(stage.network.availabilityZones.slice(0, size));
    const { allocatable } = nodeSize(instanceType(types[0] ?? ""));
    for (const { metadata, status } of nodes) {
      expect(metadata.labels["node.kubernetes.io/instance-type"]).toBe(types[0]);
      expect(status.allocatable).toMatchObject({
        cpu: `${allocatable.milliCpu}m`,
        memory: `${allocatable.memoryMiB}Mi`,
        pods: String(allocatable.pods),
      });
    }
  });
});
