import type { z } from "zod";
import { vpcId } from "../../kit/rules";
import type { ChartRelease } from "../../kubernetes/helm-release";
import { namespaces } from "../../kubernetes/namespaces";
import { chartVersions } from "../../versions";
import { addonSchemaOf } from "../schema";

/** Chart and release of {@link LoadBalancerController}. */
export const loadBalancerController = {
  ...chartVersions.loadBalancerController,
  release: "aws-load-balancer-controller",
  namespace: namespaces.system,
} as const satisfies ChartRelease;

/** Inputs of {@link LoadBalancerController}. */
export const loadBalancerControllerSchema = addonSchemaOf(loadBalancerController)
  .extend({
    vpcId: vpcId.describe(
      "ID of the VPC. The controller cannot read it from the instance metadata, which pods do not reach",
    ),
  })
  .describe("AWS Load Balancer Controller, with its IAM role. Needs the release prometheus-operator-crds");

/** Configuration of {@link LoadBalancerController}. */
export type LoadBalancerControllerConfig = z.infer<typeof loadBalancerControllerSchema>;
