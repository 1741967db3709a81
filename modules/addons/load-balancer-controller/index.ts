import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { addonContract } from "../addon";
import type { ContractValues } from "../../kit/contract";
import { choose, isAbove } from "../../kit/terms";
import { HelmRelease } from "../../kubernetes/helm-release";
import { PodIdentity } from "../../aws/pod-identity";
import { chartVersions } from "../../versions";
import { loadBalancerControllerStatements } from "./policy";
import { loadBalancerControllerSchema, type LoadBalancerControllerConfig } from "./schema";

export * from "./schema";

const serviceAccount = "aws-load-balancer-controller";

/**
 * AWS Load Balancer Controller: makes the application load balancer of an Ingress.
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/
 */
export class LoadBalancerController extends Construct {
  static readonly schema = loadBalancerControllerSchema;
  static readonly contract = addonContract;
  readonly outputs: ContractValues<typeof addonContract>;
  /** The release, for what must come after it. */
  readonly release: HelmRelease["release"];

  constructor(
    scope: Construct,
    id: string,
    config: LoadBalancerControllerConfig,
    after: ITerraformDependable[] = [],
  ) {
    super(scope, id);
    const { namespace } = config;
    const policy = new DataAwsIamPolicyDocument(this, "policy", {
      statement: loadBalancerControllerStatements(config.clusterName),
    });
    const identity = new PodIdentity(this, "identity", {
      name: `${config.name}-load-balancer-controller`,
      clusterName: config.clusterName,
      namespace,
      serviceAccount,
      policies: { "load-balancers": policy.json },
      managedPolicyArns: [],
    });
    // With failurePolicy Fail, a controller that is down would hold up every Service and Ingress of the cluster.
    const failurePolicy = choose(config.admissionWebhooks, "Fail", "Ignore");
    this.release = new HelmRelease(this, "Default", {
      name: "aws-load-balancer-controller",
      namespace,
      chart: { published: chartVersions.loadBalancerController, mirror: config.chartMirror },
      values: {
        clusterName: config.clusterName,
        region: config.region,
        vpcId: config.vpcId,
        replicaCount: config.replicas,
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
        podDisruptionBudget: choose<object>(isAbove(config.replicas, 1), { maxUnavailable: 1 }, {}),
        serviceMonitor: { enabled: true },
      },
      after: [identity.association, ...after],
    }).release;
    this.outputs = { release_name: this.release.name };
  }
}
