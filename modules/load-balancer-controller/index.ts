import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { Construct } from "constructs";
import { HelmRelease } from "../helm-release";
import type { AddonConfig } from "../platform-context";
import { PodIdentity } from "../pod-identity";
import { chartVersions } from "../versions";
import { loadBalancerControllerStatements } from "./policy";

/** What {@link LoadBalancerController} is made from. */
export interface LoadBalancerControllerConfig extends AddonConfig {
  /** ID of the VPC: the controller cannot ask the instance metadata, which pods do not reach. */
  readonly vpcId: string;
}

const serviceAccount = "aws-load-balancer-controller";

/**
 * AWS Load Balancer Controller: makes the application load balancer of an Ingress.
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/
 */
export class LoadBalancerController extends Construct {
  /** The release, for what must come after it. */
  readonly release: HelmRelease["release"];

  constructor(scope: Construct, id: string, config: LoadBalancerControllerConfig) {
    super(scope, id);
    const { context, namespace } = config;
    const policy = new DataAwsIamPolicyDocument(this, "policy", {
      statement: loadBalancerControllerStatements(context.clusterName),
    });
    const identity = new PodIdentity(this, "identity", {
      name: `${context.prefix}-load-balancer-controller`,
      clusterName: context.clusterName,
      namespace,
      serviceAccount,
      policy: policy.json,
    });
    // With failurePolicy Fail, a controller that is down would hold up every Service and Ingress of the cluster.
    const failurePolicy = context.admissionWebhooks ? "Fail" : "Ignore";
    this.release = new HelmRelease(this, "Default", {
      name: "aws-load-balancer-controller",
      namespace,
      chart: { published: chartVersions.loadBalancerController, mirror: context.chartMirror },
      values: {
        clusterName: context.clusterName,
        region: context.region,
        vpcId: config.vpcId,
        replicaCount: context.replicas,
        serviceAccount: { create: true, name: serviceAccount },
        // Load balancers come from Ingresses alone; the webhook would hold up every Service.
        enableServiceMutatorWebhook: false,
        // A new certificate at each upgrade would restart the controller.
        keepTLSSecret: true,
        webhookConfig: { ingressValdationFailurePolicy: failurePolicy },
        podMutatorWebhookConfig: { failurePolicy },
        enableShield: false,
        enableWaf: false,
        defaultTargetType: "ip",
        resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } },
        podDisruptionBudget: context.replicas > 1 ? { maxUnavailable: 1 } : {},
        serviceMonitor: { enabled: true },
      },
      after: [identity.association, ...(config.after ?? [])],
    }).release;
  }
}
