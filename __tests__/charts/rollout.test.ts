import type { Block } from "../support/terraform-json";
import { appValues, baseValues, helm, objectOf, podTemplates, render } from "./rendering";

/** Seconds until the controller has deregistered a pod that is being deleted, and the load balancer sends it no new requests. */
const propagation = 5;

/** Seconds that uvicorn is given to end after SIGTERM. */
const shutdown = 30;

/** What the chart sets of the end of a pod of the API. */
function endOf(objects: Block[]) {
  const { spec } = objectOf(objects, "Deployment", "api").spec.template;
  const attributes: string = objectOf(objects, "Ingress", "api").metadata.annotations[
    "alb.ingress.kubernetes.io/target-group-attributes"
  ];
  const [, delay] = /deregistration_delay\.timeout_seconds=(\d+)/.exec(attributes) ?? [];
  return {
    preStop: spec.containers[0].lifecycle.preStop.sleep.seconds as number,
    gracePeriod: spec.terminationGracePeriodSeconds as number,
    deregistrationDelay: Number(delay),
  };
}

describe("a rolling update of the API", () => {
  it.each([10, 20, 300])("with drainSeconds %s stops a pod after its last request", (drainSeconds) => {
    const { preStop, gracePeriod, deregistrationDelay } = endOf(
      render("artist", { ...appValues, api: { drainSeconds } }),
    );
    expect(preStop).toBe(drainSeconds);
    // Requests that the pod has are answered before SIGTERM, and no new ones come.
    expect(preStop).toBeGreaterThanOrEqual(propagation + deregistrationDelay);
    expect(deregistrationDelay).toBeGreaterThan(0);
    expect(gracePeriod).toBeGreaterThanOrEqual(preStop + shutdown);
  });

  it("is refused if a pod would end before the load balancer knows it", () => {
    expect(helm("template", "artist", { ...appValues, api: { drainSeconds: propagation } }).stderr).toContain(
      "drainSeconds",
    );
  });

  it("registers pods, not nodes: only these have readiness gates", () => {
    const { annotations } = objectOf(render("artist", appValues), "Ingress", "api").metadata;
    expect(annotations["alb.ingress.kubernetes.io/target-type"]).toBe("ip");
  });

  it("starts a quarter of the replicas at a time, and stops no pod before another one is ready", () => {
    const { rollingUpdate } = objectOf(render("artist", appValues), "Deployment", "api").spec.strategy;
    expect(rollingUpdate).toEqual({ maxSurge: "25%", maxUnavailable: 0 });
  });

  it("needs the load balancer only for pods of the API: no other Service or template has a gate", () => {
    const objects = [...render("artist-base", baseValues), ...render("artist", appValues)];
    expect(objects.filter(({ kind }) => kind === "Service").map(({ metadata }) => metadata.name)).toEqual([
      "api",
    ]);
    expect(podTemplates(objects).filter(({ template }) => template.spec.readinessGates)).toEqual([]);
  });
});
