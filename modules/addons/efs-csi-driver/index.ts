import { containerResources } from "../../kubernetes/resources";
import { Addon } from "../addon";
import { efsCsiDriver, efsCsiDriverSchema, type EfsCsiDriverConfig } from "./schema";

export * from "./schema";

const serviceAccount = "efs-csi-node-sa";

/**
 * The EFS CSI driver. A PersistentVolume with the mount option `iam` is mounted with the role of the driver's pods: a chart
 * instead of the EKS add-on, so that the role exists before the pods.
 * https://github.com/kubernetes-sigs/aws-efs-csi-driver/blob/master/docs/parameters.md
 */
export class EfsCsiDriver extends Addon<EfsCsiDriverConfig> {
  static readonly schema = efsCsiDriverSchema;
  static readonly chart = efsCsiDriver;

  protected override identity({ name, clusterName, ...config }: EfsCsiDriverConfig) {
    return {
      roleName: `${name}-efs-csi-driver`,
      clusterName,
      serviceAccount,
      policyName: "mount",
      statements: [
        {
          sid: "Mount",
          actions: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
          resources: [config.fileSystemArn],
          condition: [
            {
              test: "ArnEquals",
              variable: "elasticfilesystem:AccessPointArn",
              values: [config.accessPointArn],
            },
          ],
        },
      ],
    };
  }

  /** https://github.com/kubernetes-sigs/aws-efs-csi-driver/tree/master/charts/aws-efs-csi-driver */
  protected override values() {
    const sidecar = { resources: containerResources("5m", "16Mi", "64Mi") };
    return {
      // It would make access points for claims of a storage class; there is none.
      controller: { create: false },
      node: {
        serviceAccount: { create: true, name: serviceAccount },
        // A mounted volume takes 12 MiB, and each mount 30 MiB while it lasts.
        resources: containerResources("20m", "128Mi", "1Gi"),
      },
      sidecars: { livenessProbe: sidecar, nodeDriverRegistrar: sidecar },
    };
  }
}
