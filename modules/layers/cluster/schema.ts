import { z } from "zod";
import { accessInstanceContract, accessInstanceOptions } from "../../aws/access-instance/schema";
import { clusterInputs, clusterOptions, clusterStageOutputs } from "../../aws/cluster/schema";
import { clusterAddonsSchema } from "../../aws/cluster-addons/schema";
import { Contract } from "../../kit/contract";
import { nodeGroupStageOutputs, nodeGroupOptions, nodeGroupSchema } from "../../aws/node-group/schema";
import { nodeProvisioningContract } from "../../aws/node-provisioning/schema";
import { extended, principalArn, ruled, securityGroupId, tags } from "../../kit/rules";
import { eksAddonVersions } from "../../versions";

/** What a stage may choose of its cluster and its nodes. */
export const clusterLayerOptions = extended(clusterOptions, {
  accessInstance: accessInstanceOptions
    .prefault({})
    .describe("An instance through which administrators connect to the private endpoint: `npm run access`"),
  nodeGroup: nodeGroupOptions
    .prefault({})
    .describe("Sizes of the node group, which Karpenter, the EKS add-ons and all else that fits run on"),
});

/** Inputs of the cluster layer of a stage. */
export const clusterLayerSchema = ruled(
  extended(clusterLayerOptions, {
    ...clusterInputs,
    databaseClientSecurityGroupId: securityGroupId.describe(
      "ID of the security group whose members may connect to the database: the nodes are members",
    ),
    planners: z
      .record(z.string(), principalArn)
      .default({})
      .meta({ example: { github: "arn:aws:iam::123456789012:role/artist-github-plan" } })
      .describe(
        "ARNs of the IAM principals that plan this layer and do not apply it, by a name of your choice: the plan of another one that is no administrator fails",
      ),
    nodeReleaseVersion: nodeGroupSchema.shape.releaseVersion,
    tags: tags.describe(
      "Tags of every resource, and of what EKS and the nodes make: instances, volumes, also those of claims, and network interfaces. Default tags of the provider are not added to these",
    ),
    addonVersions: clusterAddonsSchema.shape.versions
      .default({ ...eksAddonVersions })
      .describe(
        "Exact version of each EKS add-on, by the add-on's name; `coredns`, `aws-ebs-csi-driver` and `metrics-server` are installed after the nodes. The default is for the default of `kubernetes_version`: with another one, give the versions that `aws eks describe-addon-versions --kubernetes-version <version>` lists",
      ),
  }),
  "versions of the add-ons for kubernetesVersion: kube-proxy has the same minor version",
  { kind: "minorOf", field: "addonVersions", key: "kube-proxy", other: "kubernetesVersion" },
).describe("The EKS cluster of a stage: control plane, add-ons, nodes");

/** Configuration of {@link ClusterLayer}. */
export type ClusterLayerConfig = z.infer<typeof clusterLayerSchema>;

/** Outputs of the cluster layer, for the platform layer and for other configurations. */
export const clusterLayerContract = new Contract({
  ...clusterStageOutputs,
  ...accessInstanceContract.fields,
  ...nodeGroupStageOutputs,
  ...nodeProvisioningContract.fields,
});
