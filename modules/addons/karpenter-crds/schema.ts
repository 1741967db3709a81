import type { z } from "zod";
import type { ChartRelease } from "../../kubernetes/helm-release";
import { namespaces } from "../../kubernetes/namespaces";
import { chartVersions } from "../../versions";
import { plainAddonSchemaOf } from "../schema";

/** Chart and release of the custom resource definitions of Karpenter. */
export const karpenterCrds = {
  ...chartVersions.karpenterCrds,
  release: "karpenter-crd",
  namespace: namespaces.system,
} as const satisfies ChartRelease;

/** Inputs of {@link KarpenterCrds}. */
export const karpenterCrdsSchema = plainAddonSchemaOf(karpenterCrds).describe(
  "The custom resource definitions of Karpenter, as a release of their own",
);

/** Configuration of {@link KarpenterCrds}. */
export type KarpenterCrdsConfig = z.infer<typeof karpenterCrdsSchema>;
