import { z } from "zod";
import { clusterContract, clusterSchema } from "../../aws/cluster/schema";
import { clusterAddonsSchema } from "../../aws/cluster-addons/schema";
import { Contract } from "../../kit/contract";
import { nodeGroupContract, nodeGroupSizeSchema } from "../../aws/node-group/schema";
import { securityGroupId } from "../../kit/rules";
import { eksAddonVersions } from "../../versions";

/** What the cluster layer of a stage is made from. */
export const clusterLayerSchema = clusterSchema
  .extend({
    nodeGroup: nodeGroupSizeSchema.prefault({}).describe("Sizes of the node group that everything runs on"),
    databaseClientSecurityGroupId: securityGroupId.describe(
      "ID of the security group whose wearers reach the database: the nodes wear it",
    ),
    addonVersions: clusterAddonsSchema.shape.versions
      .default({ ...eksAddonVersions })
      .describe(
        "Exact version of each EKS add-on, by the add-on's name; `coredns` and `aws-ebs-csi-driver` come after the nodes",
      ),
  })
  .describe("The EKS cluster of a stage: control plane, add-ons, nodes");

/** Configuration of {@link ClusterLayer}. */
export type ClusterLayerConfig = z.infer<typeof clusterLayerSchema>;

/** What the cluster layer gives to the platform, and to other estates. */
export const clusterLayerContract = new Contract({ ...clusterContract.fields, ...nodeGroupContract.fields });
