import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { containerResources } from "../../kubernetes/resources";
import { Addon } from "../addon";
import { KarpenterCrds } from "../karpenter-crds";
import { PrometheusOperatorCrds } from "../prometheus-operator-crds";
import { karpenterStatements } from "./policy";
import { karpenter, karpenterSchema, type KarpenterConfig } from "./schema";

export * from "./schema";

const serviceAccount = "karpenter";

/**
 * Karpenter: adds nodes for pods that do not fit, and removes them again. Its pods run only on nodes that it did not add,
 * each in another zone and on another node. https://karpenter.sh/docs/
 */
export class Karpenter extends Addon<KarpenterConfig> {
  static readonly schema = karpenterSchema;
  static readonly chart = karpenter;
  // Karpenter does not start without its definitions; the chart makes a ServiceMonitor.
  static override readonly needs = [KarpenterCrds, PrometheusOperatorCrds];

  protected override identity(config: KarpenterConfig) {
    const { partition } = new DataAwsPartition(this, "partition");
    return {
      roleName: `${config.name}-karpenter`,
      clusterName: config.clusterName,
      serviceAccount,
      policyName: "nodes",
      statements: karpenterStatements(config, partition),
    };
  }

  /** https://github.com/aws/karpenter-provider-aws/tree/v1.14.1/charts/karpenter */
  protected override values(config: KarpenterConfig) {
    return {
      replicas: config.replicas,
      serviceAccount: { create: true, name: serviceAccount },
      settings: { clusterName: config.clusterName, interruptionQueue: config.queueName },
      // The resolver of the VPC: CoreDNS may run on nodes that Karpenter has to replace.
      dnsPolicy: "Default",
      controller: { resources: containerResources("250m", "512Mi", "1Gi") },
      serviceMonitor: { enabled: true },
    };
  }
}
