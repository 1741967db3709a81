import { z } from "zod";
import { secretName } from "../../aws/secrets/schema";
import { projectPath } from "../../kit/project-path";
import { cidr, kubernetesName, principalArn, wholeNumber } from "../../kit/rules";
import type { ChartRelease } from "../../kubernetes/helm-release";
import { namespaces } from "../../kubernetes/namespaces";
import { addonSchemaOf } from "../schema";

/** Chart and release of {@link ClusterResources}. */
export const clusterResources = {
  folder: projectPath("charts", "cluster-resources"),
  release: "cluster-resources",
  namespace: namespaces.secrets,
} as const satisfies ChartRelease;

/** The StorageClass that the chart makes; add-ons with volumes name it. */
export const storageClassName = "gp3";

/** Default name of the Kubernetes Secret with `username` and `password` of Grafana's administrator. */
export const grafanaAdminKubernetesSecretName = "grafana-admin";

/** Size of Prometheus's volumes. */
export const metricsStorage = wholeNumber(5, 2048, "GiB")
  .default(50)
  .describe(
    "Size of each volume of Prometheus, GiB. An upgrade with a larger size fails until the existing claims have grown, and gives the command for it",
  )
  .meta({
    changes: [
      {
        effect: "rolling",
        when: "more",
        text: "Enlarge the volume claims first: the deployment fails otherwise, and gives the command. Prometheus restarts",
        isOneWay: true,
      },
      {
        effect: "rolling",
        when: "less",
        text: "The existing volumes keep their size: it applies to claims that are made again. Prometheus restarts",
      },
    ],
  });

/** Inputs of {@link ClusterResources}. */
export const clusterResourcesSchema = addonSchemaOf(clusterResources)
  .pick({ namespace: true, region: true })
  .extend({
    databaseCidrs: z
      .array(cidr(8, 32))
      .default([])
      .describe(
        "CIDR blocks of the database's subnets, which pods in the namespaces of the add-ons, `kube-system` and `default` then may not connect to",
      ),
    monitoringNamespace: kubernetesName
      .default(namespaces.monitoring)
      .describe("Namespace of Grafana and Prometheus"),
    metricsStorage,
    secretReaders: z
      .record(z.string(), principalArn)
      .meta({ example: { monitoring: "arn:aws:iam::123456789012:role/artist-example-secrets-grafana" } })
      .describe(
        "ARN of the IAM role that a SecretStore may name, by namespace. All other SecretStores, ClusterSecretStores and generators of external-secrets are refused. `monitoring_namespace` needs one, for Grafana's administrator",
      ),
    grafanaAdminKubernetesSecretName: kubernetesName
      .default(grafanaAdminKubernetesSecretName)
      .describe("Name of the Kubernetes Secret of Grafana's administrator, which external-secrets makes"),
    grafanaAdminSecretsManagerName: secretName.describe(
      "Name of the Secrets Manager secret (JSON: `username`, `password`) that is copied into that Kubernetes Secret",
    ),
  })
  .describe(
    "Custom resources that other add-ons use: the default StorageClass, the Secret of Grafana's administrator, NetworkPolicies of the namespaces of the add-ons, and the admission policy of SecretStores. Needs the release external-secrets",
  );

/** Configuration of {@link ClusterResources}. */
export type ClusterResourcesConfig = z.infer<typeof clusterResourcesSchema>;
