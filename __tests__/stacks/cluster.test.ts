import { eksAddonVersions, kubernetesVersion } from "../../modules/versions";
import { allStacks, stackOf } from "../support/prepared";

const cluster = stackOf(allStacks(), "production-cluster");

describe("the cluster", () => {
  it("has a private endpoint, encrypted secrets, all logs, and access by access entries alone", () => {
    const eks = cluster.resource("aws_eks_cluster.cluster");
    expect(eks).toMatchObject({
      version: kubernetesVersion,
      bootstrap_self_managed_addons: false,
      access_config: { authentication_mode: "API", bootstrap_cluster_creator_admin_permissions: false },
      encryption_config: {
        resources: ["secrets"],
        provider: { key_arn: "${aws_kms_key.cluster_secrets.arn}" },
      },
    });
    expect(eks.enabled_cluster_log_types).toHaveLength(5);
    expect(eks.vpc_config).toMatchObject({
      endpoint_private_access: true,
      endpoint_public_access: false,
    });
    expect(cluster.resource("aws_cloudwatch_log_group.cluster_logs")).toMatchObject({
      name: "/aws/eks/artist-production/cluster",
      retention_in_days: 90,
    });
    expect(eks.depends_on).toContain("aws_cloudwatch_log_group.cluster_logs");
  });

  it("is administered by those that the stage names, at least two", () => {
    const { for_each } = cluster.resource("aws_eks_access_policy_association.cluster_administrator_policy");
    expect(for_each.match(/arn:aws:iam::444455556666:role/g)).toHaveLength(2);
  });

  it("has the add-ons of the table of versions, those that nodes need before the nodes", () => {
    const before = cluster.resource("aws_eks_addon.addons_before_nodes");
    const after = cluster.resource("aws_eks_addon.addons");
    expect({ ...before.for_each, ...after.for_each }).toEqual(eksAddonVersions);
    expect(Object.keys(before.for_each).sort()).toEqual(["eks-pod-identity-agent", "kube-proxy", "vpc-cni"]);
    expect(cluster.resource("aws_eks_node_group.nodes").depends_on).toContain(
      "aws_eks_addon.addons_before_nodes",
    );
    expect(after.depends_on).toContain("aws_eks_node_group.nodes");
  });
});

describe("the nodes", () => {
  it("answer metadata by IMDSv2, out of the pods' reach, and have encrypted volumes", () => {
    const template = cluster.resource("aws_launch_template.nodes_template");
    expect(template.metadata_options).toMatchObject({
      http_tokens: "required",
      http_put_response_hop_limit: 1,
    });
    expect(template.block_device_mappings[0].ebs).toMatchObject({ volume_type: "gp3", encrypted: "true" });
    expect(cluster.resource("aws_eks_node_group.nodes").launch_template.id).toContain("nodes_template");
  });

  it("wear the cluster's group and the one that the database lets in", () => {
    expect(cluster.resource("aws_launch_template.nodes_template").vpc_security_group_ids).toEqual([
      "${aws_eks_cluster.cluster.vpc_config[0].cluster_security_group_id}",
      "${data.terraform_remote_state.network.outputs.database_client_security_group_id}",
    ]);
  });

  it("may pull images and join, nothing else; CNI and volumes have roles of their own", () => {
    const { for_each } = cluster.resource("aws_iam_role_policy_attachment.nodes_permissions");
    expect(for_each.match(/Amazon\w+/g)).toEqual([
      "AmazonEKSWorkerNodePolicy",
      "AmazonEC2ContainerRegistryPullOnly",
    ]);
    const associations = Object.entries(cluster.resources("aws_eks_pod_identity_association"));
    expect(associations.map(([name, { service_account }]) => `${name} ${service_account}`)).toEqual([
      "ebs_csi ebs-csi-controller-sa",
      "vpc_cni aws-node",
    ]);
  });
});
