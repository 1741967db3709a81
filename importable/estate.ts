import { eksAddonVersions } from "../modules/versions";
import { Reference } from "./hcl";

/** A `module` block of the example of a whole estate. */
export interface EstateModule {
  /** Name of the block. */
  readonly label: string;
  /** Path of the importable module. */
  readonly path: string;
  /** Inputs by their Terraform names. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Names of blocks that must be complete before, although no output of them is used. */
  readonly after?: readonly string[];
  /** Why the order matters. */
  readonly reason?: string;
}

const output = (label: string, name: string) => new Reference(`module.${label}.${name}`);
const versions = (...names: (keyof typeof eksAddonVersions)[]) =>
  Object.fromEntries(names.map((name) => [name, eksAddonVersions[name]]));
const name = "shop-production";
const cluster_name = output("cluster", "cluster_name");
const vpc_id = output("network", "vpc_id");
const database_client = output("network", "database_client_security_group_id");

const identity = (serviceAccount: string, policy: string) => ({
  cluster_name,
  namespace: "kube-system",
  service_account: serviceAccount,
  policies: {},
  managed_policies: { [policy.split("/").at(-1) ?? ""]: `arn:aws:iam::aws:policy/${policy}` },
});

/**
 * A whole estate from the parts: network, data, a cluster whose nodes are ready. It is written as an example, and the README of
 * each module that it has says what the module needs.
 */
export const estate: readonly EstateModule[] = [
  {
    label: "network",
    path: "network",
    values: { name, cidr: "10.40.0.0/16", availability_zones: ["us-east-1a", "us-east-1b"] },
  },
  {
    label: "key",
    path: "encryption-key",
    values: { alias: `alias/${name}-data`, description: "Data of the shop" },
  },
  {
    label: "database",
    path: "database",
    values: {
      name,
      vpc_id,
      subnet_ids: output("network", "database_subnet_ids"),
      client_security_group_id: database_client,
      kms_key_arn: output("key", "kms_key_arn"),
    },
  },
  {
    label: "cluster",
    path: "cluster",
    values: {
      name,
      vpc_id,
      subnet_ids: output("network", "private_subnet_ids"),
      administrators: {
        platform: "arn:aws:iam::123456789012:role/Administrator",
        break_glass: "arn:aws:iam::123456789012:role/BreakGlass",
      },
    },
  },
  {
    label: "network_identity",
    path: "pod-identity",
    values: { name: `${name}-vpc-cni`, ...identity("aws-node", "AmazonEKS_CNI_Policy") },
  },
  {
    label: "addons_before_nodes",
    path: "cluster-addons",
    values: { cluster_name, versions: versions("vpc-cni", "kube-proxy", "eks-pod-identity-agent") },
    after: ["network_identity"],
    reason: "The pods of `vpc-cni` get the permissions for their network interfaces from its role",
  },
  {
    label: "nodes",
    path: "node-group",
    values: {
      name: `${name}-nodes`,
      cluster_name,
      subnet_ids: output("network", "private_subnet_ids"),
      security_group_ids: [output("cluster", "cluster_security_group_id"), database_client],
    },
    after: ["addons_before_nodes"],
    reason: "A node is ready only with `vpc-cni` and `kube-proxy`; the node group fails without them",
  },
  {
    label: "volume_identity",
    path: "pod-identity",
    values: {
      name: `${name}-ebs-csi`,
      ...identity("ebs-csi-controller-sa", "service-role/AmazonEBSCSIDriverPolicy"),
    },
  },
  {
    label: "addons",
    path: "cluster-addons",
    values: { cluster_name, versions: versions("coredns", "aws-ebs-csi-driver", "metrics-server") },
    after: ["nodes", "volume_identity"],
    reason: "These add-ons run on the nodes, so they are installed after the first node",
  },
  {
    label: "node_provisioning",
    path: "node-provisioning",
    values: { name, cluster_name },
  },
  {
    label: "namespace",
    path: "namespace",
    values: { name: "karpenter" },
    after: ["nodes"],
    reason: "The cluster must have nodes as long as the namespace has pods",
  },
  {
    label: "karpenter_crds",
    path: "karpenter-crds",
    values: { namespace: output("namespace", "namespace") },
  },
  {
    label: "karpenter",
    path: "karpenter",
    values: {
      name,
      namespace: output("namespace", "namespace"),
      region: "us-east-1",
      cluster_name,
      node_role_arn: output("node_provisioning", "karpenter_node_role_arn"),
      queue_name: output("node_provisioning", "karpenter_queue_name"),
      queue_arn: output("node_provisioning", "karpenter_queue_arn"),
    },
    after: ["addons", "karpenter_crds"],
    reason: "The controller needs its custom resource definitions, and its pods need a node and DNS",
  },
];

/** Whether a block needs others. */
export const needsOthers = ({ values, after }: EstateModule) =>
  after !== undefined ||
  Object.values(values)
    .flat()
    .some((value) => value instanceof Reference);
