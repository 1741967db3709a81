import type { z } from "zod";
import { NodeGroup, type nodeGroupSchema } from "../../../modules/aws/node-group";
import { kubernetesVersion } from "../../../modules/versions";
import { synthesizeModule } from "../../support/modules";

const nodeGroup = (options: Partial<z.input<typeof nodeGroupSchema>> = {}) =>
  synthesizeModule(NodeGroup, {
    name: "artist-test-nodes",
    clusterName: "artist-test",
    subnetIds: ["subnet-0a", "subnet-0b"],
    securityGroupIds: ["sg-0a", "sg-0b"],
    ...options,
  });

const nodes = (options?: Parameters<typeof nodeGroup>[0]) =>
  nodeGroup(options).resource("aws_eks_node_group.node_group");
const template = (options?: Parameters<typeof nodeGroup>[0]) =>
  nodeGroup(options).resource("aws_launch_template.node_group_template");

describe("a node group", () => {
  it("serves instance metadata with IMDSv2 only, and not to pods", () => {
    expect(template().metadata_options).toMatchObject({
      http_tokens: "required",
      // A request of a pod takes two hops: to its node, and to the metadata service.
      http_put_response_hop_limit: 1,
    });
  });

  it.each([
    [undefined, 50],
    [20, 20],
  ])("with diskSize %s has one encrypted volume of %s GiB, deleted with its node", (diskSize, size) => {
    expect(template({ diskSize }).block_device_mappings).toEqual([
      {
        device_name: "/dev/xvda",
        ebs: { volume_type: "gp3", volume_size: size, encrypted: "true", delete_on_termination: "true" },
      },
    ]);
  });

  it("uses the newest version of its launch template", () => {
    expect(nodes().launch_template).toEqual({
      id: "${aws_launch_template.node_group_template.id}",
      version: "${aws_launch_template.node_group_template.latest_version}",
    });
  });

  it("is in the given subnets and security groups", () => {
    expect(nodes().subnet_ids).toEqual(["subnet-0a", "subnet-0b"]);
    expect(template().vpc_security_group_ids).toEqual(["sg-0a", "sg-0b"]);
    // With network interfaces in the template, their security groups would be used.
    expect(template()).not.toHaveProperty("network_interfaces");
  });

  it.each([
    [undefined, 2],
    [1, 1],
    [5, 5],
  ])("with size %s has %d nodes, also after the size was changed", (size, count) => {
    const { scaling_config, lifecycle } = nodes({ size });
    expect(scaling_config).toEqual({ min_size: count, max_size: count, desired_size: count });
    expect(lifecycle).not.toHaveProperty("ignore_changes");
  });

  it("is created beside the group that it replaces", () => {
    const { lifecycle, node_group_name, node_group_name_prefix } = nodes();
    expect(lifecycle).toEqual({ create_before_destroy: true });
    expect([node_group_name, node_group_name_prefix]).toEqual([undefined, "artist-test-nodes-"]);
  });

  it.each([
    [undefined, kubernetesVersion],
    ["1.34", "1.34"],
  ])("with kubernetesVersion %s is of version %s, replaced one node at a time", (given, version) => {
    expect(nodes({ kubernetesVersion: given })).toMatchObject({
      version,
      update_config: { max_unavailable: 1 },
    });
  });

  it("may join the cluster and pull images, and nothing else", () => {
    const json = nodeGroup();
    const attachments = Object.values(json.resources("aws_iam_role_policy_attachment"));
    expect(attachments).toHaveLength(1);
    const policies = JSON.stringify(attachments[0]).match(/Amazon\w+/g);
    expect(policies?.sort()).toEqual(["AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodePolicy"]);
    expect(json.resources("aws_iam_role_policy")).toEqual({});
    expect(json.statements("node_group_trust")[0].principals).toEqual([
      { type: "Service", identifiers: ["ec2.${data.aws_partition.node_group_partition.dns_suffix}"] },
    ]);
    // A node cannot join the cluster without these permissions.
    expect(nodes().depends_on).toEqual(["aws_iam_role_policy_attachment.node_group_permissions"]);
  });

  it("has the given labels, taints and kind of capacity, and none without them", () => {
    const taints = { batch: { key: "dedicated", value: "batch", effect: "NO_SCHEDULE" as const } };
    expect(nodes({ labels: { "example.com/pool": "batch" }, taints, capacityType: "SPOT" })).toMatchObject({
      labels: { "example.com/pool": "batch" },
      taint: [{ key: "dedicated", value: "batch", effect: "NO_SCHEDULE" }],
      capacity_type: "SPOT",
    });
    expect(Object.keys(nodes()).filter((name) => /^(labels|taint|capacity_type)$/.test(name))).toEqual([]);
  });

  it.each(["node.kubernetes.io/pool", "k8s.io/pool", "eks.amazonaws.com/pool"])(
    "refuses the label %s, which the kubelet or EKS refuses",
    (key) => {
      expect(() => nodes({ labels: { [key]: "batch" } })).toThrow("outside of the domains");
    },
  );

  it.each([
    ["AL2023_x86_64_STANDARD", ["m6i.large", "m6a.large"], true],
    ["AL2023_ARM_64_STANDARD", ["m7g.large", "c8gd.xlarge"], true],
    ["AL2023_x86_64_STANDARD", ["m6i.large", "m7g.large"], false],
    ["AL2023_ARM_64_STANDARD", ["m6i.large", "m7g.large"], false],
    ["AL2023_ARM_64_STANDARD", ["m6i.large"], false],
  ] as const)("with the image %s and %j is accepted: %s", (amiType, instanceTypes, isAccepted) => {
    const made = () => nodes({ amiType, instanceTypes: [...instanceTypes] }).ami_type as string;
    if (isAccepted) {
      expect(made()).toBe(amiType);
    } else {
      expect(made).toThrow("instance types with the processor of amiType");
    }
  });
});
