import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { Construct } from "constructs";
import { HelmRelease } from "../helm-release";
import type { AddonConfig } from "../platform-context";
import { PodIdentity } from "../pod-identity";
import { chartVersions } from "../versions";

/** What {@link ExternalSecrets} is made from. */
export interface ExternalSecretsConfig extends AddonConfig {
  /** ARNs of the secrets that it may read; a trailing `*` stands for the suffix that Secrets Manager adds. */
  readonly secretArns: string[];
  /** ARN of the KMS key that encrypts them. */
  readonly kmsKeyArn: string;
}

const serviceAccount = "external-secrets";

/**
 * external-secrets: brings values from AWS Secrets Manager into Kubernetes Secrets. It reads the named secrets and no
 * other, with the identity of its own service account.
 * https://external-secrets.io/latest/provider/aws-secrets-manager/
 */
export class ExternalSecrets extends Construct {
  /** The release, for what must come after it. */
  readonly release: HelmRelease["release"];

  constructor(scope: Construct, id: string, config: ExternalSecretsConfig) {
    super(scope, id);
    const { context, namespace } = config;
    const policy = new DataAwsIamPolicyDocument(this, "policy", {
      statement: [
        {
          sid: "Read",
          actions: [
            "secretsmanager:DescribeSecret",
            "secretsmanager:GetResourcePolicy",
            "secretsmanager:GetSecretValue",
            "secretsmanager:ListSecretVersionIds",
          ],
          resources: config.secretArns,
        },
        { sid: "Decrypt", actions: ["kms:Decrypt"], resources: [config.kmsKeyArn] },
      ],
    });
    const identity = new PodIdentity(this, "identity", {
      name: `${context.prefix}-external-secrets`,
      clusterName: context.clusterName,
      namespace,
      serviceAccount,
      policy: policy.json,
    });
    const resources = (memory: string) => ({ requests: { cpu: "25m", memory }, limits: { memory } });
    this.release = new HelmRelease(this, "Default", {
      name: "external-secrets",
      namespace,
      chart: { published: chartVersions.externalSecrets, mirror: context.chartMirror },
      values: {
        replicaCount: context.replicas,
        leaderElect: true,
        serviceAccount: { create: true, name: serviceAccount },
        resources: resources("256Mi"),
        // Cluster-wide kinds that nothing here uses.
        processClusterExternalSecret: false,
        processClusterPushSecret: false,
        processPushSecret: false,
        podDisruptionBudget: { enabled: context.replicas > 1, minAvailable: 1 },
        webhook: {
          create: context.admissionWebhooks,
          replicaCount: context.replicas,
          resources: resources("128Mi"),
        },
        // It makes the webhook's certificate.
        certController: { create: context.admissionWebhooks, resources: resources("128Mi") },
        serviceMonitor: { enabled: true, renderMode: "alwaysRender" },
      },
      after: [identity.association, ...(config.after ?? [])],
    }).release;
  }
}
