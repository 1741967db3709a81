import type { z } from "zod";
import { parse } from "yaml";
import {
  LoadBalancerController,
  type loadBalancerControllerSchema,
} from "../../../modules/addons/load-balancer-controller";
import { synthesizeModule } from "../../support/modules";
import type { Block } from "../../support/terraform-json";

const controller = (options: Partial<z.input<typeof loadBalancerControllerSchema>> = {}) =>
  synthesizeModule(LoadBalancerController, {
    name: "artist-test",
    region: "eu-central-1",
    clusterName: "a-cluster",
    vpcId: "vpc-0a",
    ...options,
  });

const values = (options?: Parameters<typeof controller>[0]) =>
  parse(controller(options).resource("helm_release.load_balancer_controller").values[0]);

describe("the load balancer controller", () => {
  it("is given cluster, region and VPC, which it cannot read from the instance metadata", () => {
    expect(values()).toMatchObject({ clusterName: "a-cluster", region: "eu-central-1", vpcId: "vpc-0a" });
  });

  it.each([
    [undefined, "Fail"],
    [true, "Fail"],
    [false, "Ignore"],
  ])("with admissionWebhooks %s has webhooks with the failure policy %s", (admissionWebhooks, policy) => {
    expect(values({ admissionWebhooks })).toMatchObject({
      webhookConfig: { ingressValdationFailurePolicy: policy },
      podMutatorWebhookConfig: { failurePolicy: policy },
      // While it is unavailable, this one would block every Service of the cluster.
      enableServiceMutatorWebhook: false,
    });
  });

  it.each([
    [1, {}],
    [2, { maxUnavailable: 1 }],
  ])("with %s replicas has the PodDisruptionBudget %j", (replicas, podDisruptionBudget) => {
    expect(values({ replicas })).toMatchObject({ replicaCount: replicas });
    expect(values({ replicas }).podDisruptionBudget).toEqual(podDisruptionBudget);
  });

  const statements: Block[] = controller().statements("load_balancer_controller_policy");
  const ownTag = "aws:ResourceTag/elbv2.k8s.aws/cluster";

  it("deletes and modifies load balancers of its own cluster only", () => {
    const changing = statements.filter(({ actions }) =>
      actions.some((action: string) =>
        /:(Delete|Modify|Set)(LoadBalancer|TargetGroup|Sec|Sub|Ip)/.test(action),
      ),
    );
    expect(changing.length).toBeGreaterThan(0);
    for (const { sid, condition } of changing) {
      expect([sid, condition]).toEqual([
        sid,
        [{ test: "StringEquals", variable: ownTag, values: ["a-cluster"] }],
      ]);
    }
  });

  it("changes security groups of its own cluster only", () => {
    const changing = statements.filter(({ actions }) =>
      actions.some((action: string) => /:(Authorize|Revoke|Delete)SecurityGroup/.test(action)),
    );
    expect(changing.map(({ condition }) => condition?.[0])).toEqual([
      { test: "StringEquals", variable: ownTag, values: ["a-cluster"] },
      { test: "StringEquals", variable: "aws:ResourceTag/aws:eks:cluster-name", values: ["a-cluster"] },
    ]);
  });
});
