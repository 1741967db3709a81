import type { z } from "zod";
import { addonSchema } from "../addon";

/** What the definitions of the Prometheus operator's custom resources are made from. */
export const prometheusOperatorCrdsSchema = addonSchema
  .pick({ namespace: true, chartMirror: true })
  .describe("The custom resource definitions of the Prometheus operator, as a release of their own");

/** Configuration of {@link PrometheusOperatorCrds}. */
export type PrometheusOperatorCrdsConfig = z.infer<typeof prometheusOperatorCrdsSchema>;
