import { z } from "zod";
import { Contract, text } from "../kit/contract";
import { kubernetesName, nonEmpty, region, resourceName, wholeNumber } from "../kit/rules";
import type { ChartRelease } from "../kubernetes/helm-release";

/** Inputs that add-ons have in common; the schema of each add-on picks the ones that it uses. */
export const addonSchema = z.strictObject({
  name: resourceName.describe("Prefix of the names of IAM roles, such as `artist-production`"),
  namespace: kubernetesName.describe("Namespace of the release; it must exist"),
  region: region.describe("Region of the cluster"),
  clusterName: resourceName.describe("Name of the EKS cluster"),
  chartMirror: nonEmpty
    .meta({ example: "oci://registry.example.com/charts" })
    .optional()
    .describe(
      "Where the chart comes from instead of its repository: a folder of `<chart>-<version>.tgz`, an `https://` Helm repository or an `oci://` registry",
    )
    .meta({
      changes: [
        {
          effect: "in place",
          text: "Each release gets a new revision from the same charts. Pods are not replaced",
        },
      ],
    }),
  replicas: wholeNumber(1, 3, "replicas")
    .default(2)
    .describe("Number of pods of each controller")
    .meta({
      changes: [
        { effect: "rolling", text: "Pods are added or removed; others of the same release may restart" },
      ],
    }),
  admissionWebhooks: z
    .boolean()
    .default(true)
    .describe(
      "Whether the admission webhooks of the chart are installed. `false` only where the API server cannot call a Service of the cluster",
    )
    .meta({
      changes: [{ effect: "rolling", text: "The controllers restart with the webhooks, or without them" }],
    }),
});

/** The common inputs, with the namespace of a chart as the default of `namespace`. */
export const addonSchemaOf = ({ namespace }: ChartRelease) =>
  addonSchema.extend({ namespace: addonSchema.shape.namespace.default(namespace) });

/** Inputs of an add-on of a published chart without values of its own: `namespace`, and `chartMirror`. */
export const plainAddonSchemaOf = (chart: ChartRelease) =>
  addonSchemaOf(chart).pick({ namespace: true, chartMirror: true });

/** Outputs of every add-on. */
export const addonContract = new Contract({
  release_name: text("Name of the Helm release"),
});
