import type { z } from "zod";
import type { ChartRelease } from "../../kubernetes/helm-release";
import { namespaces } from "../../kubernetes/namespaces";
import { chartVersions } from "../../versions";
import { plainAddonSchemaOf } from "../schema";

/** Chart and release of the custom resource definitions of the Prometheus operator. */
export const prometheusOperatorCrds = {
  ...chartVersions.prometheusOperatorCrds,
  release: "prometheus-operator-crds",
  namespace: namespaces.monitoring,
} as const satisfies ChartRelease;

/** Inputs of {@link PrometheusOperatorCrds}. */
export const prometheusOperatorCrdsSchema = plainAddonSchemaOf(prometheusOperatorCrds).describe(
  "The custom resource definitions of the Prometheus operator, as a release of their own",
);

/** Configuration of {@link PrometheusOperatorCrds}. */
export type PrometheusOperatorCrdsConfig = z.infer<typeof prometheusOperatorCrdsSchema>;
