import type { z } from "zod";
import { addonSchema } from "../addon";
import { vpcId } from "../../kit/rules";

/** What the load balancer controller is made from. */
export const loadBalancerControllerSchema = addonSchema
  .extend({
    namespace: addonSchema.shape.namespace.default("kube-system"),
    vpcId: vpcId.describe(
      "ID of the VPC: the controller cannot ask the instance metadata, which pods do not reach",
    ),
  })
  .describe("AWS Load Balancer Controller, with its identity");

/** Configuration of {@link LoadBalancerController}. */
export type LoadBalancerControllerConfig = z.infer<typeof loadBalancerControllerSchema>;
