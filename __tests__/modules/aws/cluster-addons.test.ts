import { ClusterAddons } from "../../../modules/aws/cluster-addons";
import { evaluate } from "../../support/evaluation";
import { synthesizeModule } from "../../support/modules";

const addons = (versions: Record<string, string>) =>
  synthesizeModule(ClusterAddons, { clusterName: "artist-test", versions });

describe("EKS add-ons", () => {
  it.each([
    [{}],
    [{ coredns: "v1.13.2-eksbuild.1" }],
    [{ coredns: "v1.13.2-eksbuild.1", "vpc-cni": "v1.21.1-eksbuild.3" }],
  ])("have exactly the versions %j", (versions) => {
    expect(addons(versions).resource("aws_eks_addon.cluster_addons")).toMatchObject({
      for_each: versions,
      cluster_name: "artist-test",
      addon_name: "${each.key}",
      addon_version: "${each.value}",
    });
  });

  it.each([
    ["vpc-cni", '{"enableNetworkPolicy":"true"}'],
    ["coredns", undefined],
  ])("configure %s with %s", (name, values) => {
    const json = synthesizeModule(ClusterAddons, {
      clusterName: "artist-test",
      versions: { coredns: "v1.13.2-eksbuild.1", "vpc-cni": "v1.21.1-eksbuild.3" },
      configurations: { "vpc-cni": '{"enableNetworkPolicy":"true"}', unknown: "{}" },
    }).json;
    const { addons } = evaluate({ addons: { json } });
    expect(addons?.[`aws_eks_addon.cluster_addons["${name}"]`].configuration_values).toBe(values);
  });

  it("refuse a configuration that is not a JSON object", () => {
    const configurations = { coredns: "enableNetworkPolicy: true" };
    expect(() =>
      synthesizeModule(ClusterAddons, { clusterName: "artist-test", versions: {}, configurations }),
    ).toThrow("a JSON object");
  });

  it("replace settings that were changed by hand, at creation and at each update", () => {
    expect(addons({}).resource("aws_eks_addon.cluster_addons")).toMatchObject({
      resolve_conflicts_on_create: "OVERWRITE",
      resolve_conflicts_on_update: "OVERWRITE",
    });
  });

  it("stay in the cluster when EKS no longer manages them, so that nodes keep their network", () => {
    expect(addons({}).resource("aws_eks_addon.cluster_addons").preserve).toBe(true);
  });

  it.each(["latest", "1.13.2", "v1.13"])("refuse %s, which is not an exact version", (version) => {
    expect(() => addons({ coredns: version })).toThrow("a version of an EKS add-on");
  });
});
