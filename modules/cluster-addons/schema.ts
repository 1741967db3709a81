import { z } from "zod";
import { Contract } from "../contract";
import { pattern, resourceName } from "../rules";

const addonVersion = pattern(
  /^v\d+\.\d+\.\d+-eksbuild\.\d+$/,
  "a version of an EKS add-on, such as v1.12.4-eksbuild.1",
);

/** What a set of EKS add-ons is made from. */
export const clusterAddonsSchema = z.strictObject({
  clusterName: resourceName.describe("Name of the EKS cluster"),
  versions: z.record(z.string(), addonVersion).describe("Exact version of each add-on, by the add-on's name"),
});

/** Configuration of {@link ClusterAddons}. */
export type ClusterAddonsConfig = z.infer<typeof clusterAddonsSchema>;

/** Add-ons give nothing but themselves. */
export const clusterAddonsContract = new Contract({});
