import { eksAddonVersions } from "../../modules/versions";
import { Reference } from "../hcl";
import { administrators, name, output, type EstateModule } from "./block";

const versions = (...names: (keyof typeof eksAddonVersions)[]) =>
  Object.fromEntries(names.map((addon) => [addon, eksAddonVersions[addon]]));
const cluster_name = output("cluster", "cluster_name");
const vpc_id = output("network", "vpc_id");
const subnet_ids = output("network", "private_subnet_ids");

const identity = (serviceAccount: string, policy: string) => ({
  cluster_name,
  namespace: "kube-system",
  service_account: serviceAccount,
  policies: {},
  managed_policies: { [policy.split("/").at(-1) ?? ""]: `arn:aws:iam::aws:policy/${policy}` },
});

/** A cluster whose nodes are ready, and what Karpenter needs of AWS. */
export const cluster: readonly EstateModule[] = [
  {
    label: "cluster",
    path: "cluster",
    values: { name, vpc_id, subnet_ids, administrators },
  },
  {
    label: "network_identity",
    path: "pod-identity",
    values: { name: `${name}-vpc-cni`, ...identity("aws-node", "AmazonEKS_CNI_Policy") },
  },
  {
    label: "addons_before_nodes",
    path: "cluster-addons",
    values: {
      cluster_name,
      versions: versions("vpc-cni", "kube-proxy", "eks-pod-identity-agent"),
      configurations: { "vpc-cni": new Reference('jsonencode({ enableNetworkPolicy = "true" })') },
    },
    after: ["network_identity"],
    reason:
      "The pods of `vpc-cni` get the permissions for their network interfaces from its role. Without `enableNetworkPolicy`, NetworkPolicies have no effect",
  },
  {
    label: "nodes",
    path: "node-group",
    values: {
      name: `${name}-nodes`,
      cluster_name,
      subnet_ids,
      security_group_ids: [
        output("cluster", "cluster_security_group_id"),
        output("network", "database_client_security_group_id"),
      ],
    },
    after: ["network", "addons_before_nodes"],
    reason:
      "A node is ready only with a route to the internet, `vpc-cni` and `kube-proxy`; the node group fails without them",
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
    label: "access_instance",
    path: "access-instance",
    values: {
      name: `${name}-access`,
      vpc_id,
      subnet_ids,
      endpoint_security_group_id: output("cluster", "cluster_endpoint_security_group_id"),
      enabled: true,
    },
  },
];
