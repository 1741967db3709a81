import type { z } from "zod";
import { addonSchema } from "../addon";
import { kubernetesName } from "../../kit/rules";
import { secretName } from "../../aws/secrets/schema";

/** What the custom resources that the add-ons need are made from. */
export const clusterResourcesSchema = addonSchema
  .pick({ namespace: true, region: true })
  .extend({
    monitoringNamespace: kubernetesName.default("monitoring").describe("Namespace of Grafana"),
    grafanaAdminSecret: kubernetesName
      .default("grafana-admin")
      .describe("Kubernetes Secret for Grafana's administrator"),
    grafanaAdminSecretName: secretName.describe(
      "Secrets Manager name of the secret that holds the administrator's `username` and `password`",
    ),
  })
  .describe(
    "What the add-ons need of custom resources: the default storage class, the secret of Grafana's administrator",
  );

/** Configuration of {@link ClusterResources}. */
export type ClusterResourcesConfig = z.infer<typeof clusterResourcesSchema>;
