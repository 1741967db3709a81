import type { z } from "zod";
import { ClusterLayer, type clusterLayerSchema } from "../../../modules/layers/cluster";
import { eksAddonVersions } from "../../../modules/versions";
import { refusal } from "../../support/console";
import { evaluate } from "../../support/evaluation";
import { synthesizeModule } from "../../support/modules";

const cluster = (options: Partial<z.input<typeof clusterLayerSchema>> = {}) =>
  synthesizeModule(ClusterLayer, {
    name: "artist-test",
    administrators: { one: "arn:aws:iam::123456789012:role/one", two: "arn:aws:iam::123456789012:role/two" },
    vpcId: "vpc-0d",
    subnetIds: ["subnet-0a", "subnet-0b"],
    databaseClientSecurityGroupId: "sg-0c",
    ...options,
  });

const [beforeNodes, afterNodes] = ["aws_eks_addon.addons_before_nodes", "aws_eks_addon.addons"] as const;

describe("the cluster layer", () => {
  it("is planned by an administrator of the cluster or a planner only, and says who runs Terraform", () => {
    const sso =
      "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef";
    const administrators = ["arn:aws:iam::123456789012:role/BreakGlass", sso];
    const planner = "arn:aws:iam::123456789012:role/artist-github-plan";
    const json = cluster({
      administrators: { break_glass: administrators[0] ?? "", sso },
      planners: { github: planner },
    });
    const deployer = json.dataSource("aws_iam_session_context.deployer");
    const refused = (arn: string) => refusal(deployer, { "self.issuer_arn": arn });
    expect(deployer.arn).toBe("${data.aws_caller_identity.caller.arn}");
    expect(refused(sso)).toBeUndefined();
    expect(refused(planner)).toBeUndefined();
    expect(refused("arn:aws:iam::123456789012:role/ci")).toBe(
      "arn:aws:iam::123456789012:role/ci runs Terraform, but is not an administrator of the cluster, so it would have " +
        `no access to Kubernetes. Add its ARN to the administrators, or run Terraform as one of: ${administrators.join(", ")}.`,
    );
  });

  it.each([
    [{ "vpc-cni": "v1.21.1-eksbuild.3" }, ["vpc-cni"], []],
    [{ coredns: "v1.13.2-eksbuild.1" }, [], ["coredns"]],
    [{ "metrics-server": "v0.8.1-eksbuild.6" }, [], ["metrics-server"]],
    [
      { "new-agent": "v1.0.0-eksbuild.1", "aws-ebs-csi-driver": "v1.57.1-eksbuild.1" },
      ["new-agent"],
      ["aws-ebs-csi-driver"],
    ],
  ])("of the add-ons %j installs %j before the nodes and %j after them", (addonVersions, before, after) => {
    const json = cluster({ addonVersions });
    expect(Object.keys(json.resource(beforeNodes).for_each)).toEqual(before);
    expect(Object.keys(json.resource(afterNodes).for_each)).toEqual(after);
  });

  it("has all add-ons of the table of versions unless others are given", () => {
    const json = cluster();
    expect({ ...json.resource(beforeNodes).for_each, ...json.resource(afterNodes).for_each }).toEqual(
      eksAddonVersions,
    );
  });

  it("lets the nodes enforce NetworkPolicies, which have no effect otherwise", () => {
    const { layer } = evaluate({ layer: { json: cluster().json } });
    const vpcCni = layer?.[`${beforeNodes}["vpc-cni"]`];
    expect(JSON.parse(vpcCni.configuration_values).enableNetworkPolicy).toBe("true");
  });

  it("creates the CNI before the nodes, and add-ons that run on nodes after them", () => {
    const json = cluster();
    const dependencies = (address: string) => json.resource(address).depends_on;
    expect(dependencies(beforeNodes)).toEqual(["aws_eks_pod_identity_association.vpc_cni"]);
    expect(dependencies("aws_eks_node_group.nodes")).toContain(beforeNodes);
    expect(dependencies(afterNodes).sort()).toEqual([
      "aws_eks_node_group.nodes",
      "aws_eks_pod_identity_association.ebs_csi",
    ]);
  });

  it("makes the nodes members of the cluster's security group and of the database-client group", () => {
    expect(cluster().resource("aws_launch_template.nodes_template").vpc_security_group_ids).toEqual([
      "${aws_eks_cluster.cluster.vpc_config[0].cluster_security_group_id}",
      "sg-0c",
    ]);
  });

  it("gives the CNI and the EBS driver roles of their own, with one AWS policy each", () => {
    const json = cluster();
    const identities = Object.entries(json.resources("aws_eks_pod_identity_association"));
    const found = identities.map(([id, { service_account, namespace }]) => [
      `${namespace}/${service_account}`,
      json.resource(`aws_iam_role.${id}_role`).name,
      JSON.stringify(json.resource(`aws_iam_role_policy_attachment.${id}_managed_policy`)).match(
        /(?<=policy\/)[\w/-]+/g,
      ),
    ]);
    expect(found.sort()).toEqual([
      ["kube-system/aws-node", "artist-test-vpc-cni", ["AmazonEKS_CNI_Policy"]],
      ["kube-system/ebs-csi-controller-sa", "artist-test-ebs-csi", ["service-role/AmazonEBSCSIDriverPolicy"]],
    ]);
  });

  it.each([
    [{}, { types: ["m6i.large"], size: 2 }],
    [
      { size: 1, instanceTypes: ["t3.large"] },
      { types: ["t3.large"], size: 1 },
    ],
  ])("has nodes of the cluster's version, with the node group %j", (nodeGroup, { types, size }) => {
    const json = cluster({
      nodeGroup,
      kubernetesVersion: "1.34",
      addonVersions: { "vpc-cni": eksAddonVersions["vpc-cni"] },
    });
    expect(json.resource("aws_eks_cluster.cluster").version).toBe("1.34");
    const nodes = json.resource("aws_eks_node_group.nodes");
    expect(nodes).toMatchObject({
      node_group_name_prefix: "artist-test-nodes-",
      version: "1.34",
      instance_types: types,
    });
    expect(nodes.scaling_config.min_size).toBe(size);
  });
});
