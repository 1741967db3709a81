import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { addonContract } from "../addon";
import type { ContractValues } from "../../kit/contract";
import { isAbove } from "../../kit/terms";
import { HelmRelease } from "../../kubernetes/helm-release";
import { PodIdentity } from "../../aws/pod-identity";
import { chartVersions } from "../../versions";
import { externalSecretsSchema, type ExternalSecretsConfig } from "./schema";

export * from "./schema";

const serviceAccount = "external-secrets";

/**
 * external-secrets: brings values from AWS Secrets Manager into Kubernetes Secrets. It reads the named secrets and no
 * other, with the identity of its own service account.
 * https://external-secrets.io/latest/provider/aws-secrets-manager/
 */
export class ExternalSecrets extends Construct {
  static readonly schema = externalSecretsSchema;
  static readonly contract = addonContract;
  readonly outputs: ContractValues<typeof addonContract>;
  /** The release, for what must come after it. */
  readonly release: HelmRelease["release"];

  constructor(
    scope: Construct,
    id: string,
    config: ExternalSecretsConfig,
    after: ITerraformDependable[] = [],
  ) {
    super(scope, id);
    const { namespace } = config;
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
      name: `${config.name}-external-secrets`,
      clusterName: config.clusterName,
      namespace,
      serviceAccount,
      policies: { secrets: policy.json },
      managedPolicyArns: [],
    });
    const resources = (memory: string) => ({ requests: { cpu: "25m", memory }, limits: { memory } });
    this.release = new HelmRelease(this, "Default", {
      name: "external-secrets",
      namespace,
      chart: { published: chartVersions.externalSecrets, mirror: config.chartMirror },
      values: {
        replicaCount: config.replicas,
        leaderElect: true,
        serviceAccount: { create: true, name: serviceAccount },
        resources: resources("256Mi"),
        // Cluster-wide kinds that nothing here uses.
        processClusterExternalSecret: false,
        processClusterPushSecret: false,
        processPushSecret: false,
        podDisruptionBudget: { enabled: isAbove(config.replicas, 1), minAvailable: 1 },
        webhook: {
          create: config.admissionWebhooks,
          replicaCount: config.replicas,
          resources: resources("128Mi"),
        },
        // It makes the webhook's certificate.
        certController: { create: config.admissionWebhooks, resources: resources("128Mi") },
        serviceMonitor: { enabled: true, renderMode: "alwaysRender" },
      },
      after: [identity.association, ...after],
    }).release;
    this.outputs = { release_name: this.release.name };
  }
}
