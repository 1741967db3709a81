import type { z } from "zod";
import { tags, vpcId } from "../../kit/rules";
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

/**
 * Labels of a namespace whose pods behind a load balancer are ready only when its health check passes: a webhook of the
 * controller adds the readiness gate to new pods. So a rolling update stops an old pod only when a new one has traffic.
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/pod_readiness_gate/
 */
export const podReadinessGates = { "elbv2.k8s.aws/pod-readiness-gate-inject": "enabled" } as const;

/** Inputs of {@link LoadBalancerController}. */
export const loadBalancerControllerSchema = addonSchemaOf(loadBalancerController)
  .extend({
    vpcId: vpcId.describe(
      "ID of the VPC. The controller cannot read it from the instance metadata, which pods do not reach",
    ),
    tags: tags.describe(
      "Tags of every resource that can have tags, also of the load balancers, their listeners, rules, target groups and security groups, which the controller makes",
    ),
  })
  .describe("AWS Load Balancer Controller, with its IAM role. Needs the release prometheus-operator-crds");

/** Configuration of {@link LoadBalancerController}. */
export type LoadBalancerControllerConfig = z.infer<typeof loadBalancerControllerSchema>;
