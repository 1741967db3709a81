import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { choose, isAbove } from "../../kit/terms";
import { containerResources } from "../../kubernetes/resources";
import { Addon } from "../addon";
import { PrometheusOperatorCrds } from "../prometheus-operator-crds";
import { loadBalancerControllerStatements } from "./policy";
import {
  loadBalancerController,
  loadBalancerControllerSchema,
  type LoadBalancerControllerConfig,
} from "./schema";

export * from "./schema";

const serviceAccount = "aws-load-balancer-controller";

/**
 * AWS Load Balancer Controller: makes an Application Load Balancer for each Ingress.
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/
 */
export class LoadBalancerController extends Addon<LoadBalancerControllerConfig> {
  static readonly schema = loadBalancerControllerSchema;
  static readonly chart = loadBalancerController;
  // The chart makes a ServiceMonitor.
  static override readonly needs = [PrometheusOperatorCrds];

  protected override identity({ name, clusterName }: LoadBalancerControllerConfig) {
    const { partition } = new DataAwsPartition(this, "partition");
    return {
      roleName: `${name}-load-balancer-controller`,
      clusterName,
      serviceAccount,
      policyName: "load-balancers",
      statements: loadBalancerControllerStatements(clusterName, partition),
    };
  }

  /** https://github.com/aws/eks-charts/tree/master/stable/aws-load-balancer-controller */
  protected override values(config: LoadBalancerControllerConfig) {
    // With failurePolicy Fail, an unavailable controller blocks every Ingress and every new pod that its webhooks select.
    const failurePolicy = choose(config.admissionWebhooks, "Fail", "Ignore");
    return {
      clusterName: config.clusterName,
      region: config.region,
      vpcId: config.vpcId,
      replicaCount: config.replicas,
      serviceAccount: { create: true, name: serviceAccount },
      // Only Ingresses make load balancers here, and this webhook would block every Service while it is unavailable.
      enableServiceMutatorWebhook: false,
      // A new certificate at each upgrade would restart the controller.
      keepTLSSecret: true,
      webhookConfig: { ingressValdationFailurePolicy: failurePolicy },
      podMutatorWebhookConfig: { failurePolicy },
      enableShield: false,
      enableWaf: false,
      defaultTargetType: "ip",
      defaultTags: config.tags,
      resources: containerResources("50m", "128Mi", "256Mi"),
      podDisruptionBudget: choose<object>(isAbove(config.replicas, 1), { maxUnavailable: 1 }, {}),
      serviceMonitor: { enabled: true },
    };
  }
}
