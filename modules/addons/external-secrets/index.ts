import { isAbove } from "../../kit/terms";
import { containerResources } from "../../kubernetes/resources";
import { Addon } from "../addon";
import { PrometheusOperatorCrds } from "../prometheus-operator-crds";
import { externalSecretsStatements } from "./policy";
import {
  controllerRoleName,
  externalSecrets,
  externalSecretsSchema,
  type ExternalSecretsConfig,
} from "./schema";

export * from "./schema";

const serviceAccount = "external-secrets";

/**
 * external-secrets: copies values of AWS Secrets Manager into Kubernetes Secrets. It assumes the IAM role that
 * a SecretStore names, and may read no secret itself.
 * https://external-secrets.io/latest/provider/aws-secrets-manager/
 */
export class ExternalSecrets extends Addon<ExternalSecretsConfig> {
  static readonly schema = externalSecretsSchema;
  static readonly chart = externalSecrets;
  // The chart makes a ServiceMonitor.
  static override readonly needs = [PrometheusOperatorCrds];

  protected override identity(config: ExternalSecretsConfig) {
    return {
      roleName: controllerRoleName(config.name),
      clusterName: config.clusterName,
      serviceAccount,
      policyName: "readers",
      statements: externalSecretsStatements(config),
    };
  }

  /** https://github.com/external-secrets/external-secrets/tree/main/deploy/charts/external-secrets */
  protected override values({ replicas, admissionWebhooks }: ExternalSecretsConfig) {
    return {
      replicaCount: replicas,
      leaderElect: true,
      serviceAccount: { create: true, name: serviceAccount },
      resources: containerResources("25m", "256Mi"),
      // Cluster-wide kinds that nothing here uses.
      processClusterStore: false,
      processClusterExternalSecret: false,
      processClusterGenerator: false,
      processClusterPushSecret: false,
      processPushSecret: false,
      podDisruptionBudget: { enabled: isAbove(replicas, 1), minAvailable: 1 },
      webhook: {
        create: admissionWebhooks,
        replicaCount: replicas,
        resources: containerResources("25m", "128Mi"),
      },
      // It makes the webhook's certificate.
      certController: { create: admissionWebhooks, resources: containerResources("25m", "128Mi") },
      serviceMonitor: { enabled: true, renderMode: "alwaysRender" },
    };
  }
}
