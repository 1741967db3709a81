import { z } from "zod";
import { Contract, text } from "../kit/contract";
import { kubernetesName, nonEmpty, region, resourceName, wholeNumber } from "../kit/rules";

/** What add-ons of a cluster have in common; each takes what it needs of it. */
export const addonSchema = z.strictObject({
  name: resourceName.describe("Prefix of the names of IAM roles, such as `artist-production`"),
  namespace: kubernetesName.describe("Namespace, which exists"),
  region: region.describe("Region of the cluster"),
  clusterName: resourceName.describe("Name of the EKS cluster"),
  chartMirror: nonEmpty
    .meta({ example: "oci://registry.example.com/charts" })
    .optional()
    .describe(
      "Where the chart comes from instead of its repository: a folder of `<chart>-<version>.tgz`, an `https://` Helm repository or an `oci://` registry",
    ),
  replicas: wholeNumber(1, 3, "replicas").default(2).describe("Copies of each controller"),
  admissionWebhooks: z
    .boolean()
    .default(true)
    .describe("Admission webhooks of the chart: off only where the API server cannot call into the cluster"),
});

/** What an add-on gives to others. */
export const addonContract = new Contract({
  release_name: text("Name of the Helm release"),
});
