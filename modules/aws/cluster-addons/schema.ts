import { z } from "zod";
import { Contract, map } from "../../kit/contract";
import { clusterName, pattern } from "../../kit/rules";
import { taggedInputs } from "../common";

const addonVersion = pattern(
  /^v\d+\.\d+\.\d+-eksbuild\.\d+$/,
  "a version of an EKS add-on, such as v1.12.4-eksbuild.1",
  "v1.23.2-eksbuild.1",
);

const configuration = pattern(
  /^\{.*\}$/,
  "the configuration of an EKS add-on: a JSON object in one line",
  '{"enableNetworkPolicy":"true"}',
);

/** Inputs of a set of EKS add-ons. */
export const clusterAddonsSchema = z
  .strictObject({
    clusterName: clusterName.describe("Name of the EKS cluster"),
    versions: z
      .record(z.string(), addonVersion)
      .meta({ example: { "vpc-cni": "v1.23.2-eksbuild.1" } })
      .describe("Exact version of each add-on, by the add-on's name"),
    configurations: z
      .record(z.string(), configuration)
      .meta({ example: { "vpc-cni": '{"enableNetworkPolicy":"true"}' } })
      .default({})
      .describe(
        "[Configuration values](https://docs.aws.amazon.com/eks/latest/userguide/eks-add-ons.html) as JSON, by the add-on's name. Those of add-ons without a version have no effect",
      ),
    ...taggedInputs,
  })
  .describe(
    "EKS add-ons with pinned versions; settings that were changed by hand are overwritten, and the software of an add-on that is removed stays in the cluster",
  );

/** Configuration of {@link ClusterAddons}. */
export type ClusterAddonsConfig = z.infer<typeof clusterAddonsSchema>;

/** Outputs of a set of EKS add-ons. */
export const clusterAddonsContract = new Contract({
  arns: map("ARNs of the add-ons, by name"),
});
