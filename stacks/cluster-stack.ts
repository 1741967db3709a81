import type { Construct } from "constructs";
import { Cluster } from "../modules/cluster";
import { ClusterAddons } from "../modules/cluster-addons";
import { NodeGroup } from "../modules/node-group";
import { PodIdentity } from "../modules/pod-identity";
import { eksAddonVersions, kubernetesVersion } from "../modules/versions";
import { clusterContract, networkContract } from "./contracts";
import type { StagePlace } from "./layer-stack";
import { StageStack } from "./stage-stack";

const { coredns, "aws-ebs-csi-driver": ebsCsiDriver, ...addonsBeforeNodes } = eksAddonVersions;

/** The EKS cluster of a stage: control plane, add-ons, nodes. */
export class ClusterStack extends StageStack {
  constructor(scope: Construct, place: StagePlace, below: StageStack[]) {
    super(scope, "cluster", place, below);
    const network = networkContract.read(this, "network", this.layerState("network"));
    const { nodeGroup, ...config } = this.stage.cluster;

    const cluster = new Cluster(this, "cluster", {
      ...config,
      name: this.prefix,
      version: kubernetesVersion,
      subnetIds: network.private_subnet_ids,
    });
    const clusterName = cluster.cluster.name;
    const identity = (id: string, serviceAccount: string, policy: string) =>
      new PodIdentity(this, id, {
        name: `${this.prefix}-${id.replaceAll("_", "-")}`,
        clusterName,
        namespace: "kube-system",
        serviceAccount,
        managedPolicyArn: `arn:aws:iam::aws:policy/${policy}`,
      });
    const networking = identity("vpc_cni", "aws-node", "AmazonEKS_CNI_Policy");
    const volumes = identity("ebs_csi", "ebs-csi-controller-sa", "service-role/AmazonEBSCSIDriverPolicy");
    const before = new ClusterAddons(this, "addons_before_nodes", {
      clusterName,
      versions: addonsBeforeNodes,
      after: [networking.association],
    });
    const nodes = new NodeGroup(this, "nodes", {
      ...nodeGroup,
      name: `${this.prefix}-nodes`,
      clusterName,
      version: kubernetesVersion,
      subnetIds: network.private_subnet_ids,
      // The nodes carry the API and the workers: they wear the group that the database lets in.
      securityGroupIds: [cluster.securityGroupId, network.database_client_security_group_id],
      after: [before.addon],
    });
    new ClusterAddons(this, "addons", {
      clusterName,
      versions: { coredns, "aws-ebs-csi-driver": ebsCsiDriver },
      after: [nodes.nodeGroup, volumes.association],
    });

    clusterContract.publish(this, {
      cluster_name: clusterName,
      cluster_version: cluster.cluster.version,
      cluster_endpoint: cluster.cluster.endpoint,
      cluster_certificate_authority_data: cluster.certificateAuthorityData,
      cluster_security_group_id: cluster.securityGroupId,
      node_role_arn: nodes.role.arn,
    });
  }
}
