import { stringify } from "yaml";
import { findHelm } from "../../local/kubernetes/install";
import { projectPath } from "../../modules/kit/project-path";
import type { Block } from "../../plan/plan-json";
import { effectsOfRelease, renderedRelease } from "../../plan/release-objects";
import { appValues } from "../charts/rendering";

const nodePoolValues = {
  instanceProfile: "artist-test-karpenter-nodes",
  subnetIds: ["subnet-0a"],
  securityGroupIds: ["sg-0a"],
  limits: { cpu: 8, memory: "32Gi" },
  diskSize: 80,
};

/** The effects when a release of a chart of this project gets other values. */
function effectsOf(chart: string, before: object, after: object, afterUnknown: Block = {}) {
  const release = (values: object, path: string) => ({
    name: chart,
    namespace: "artist",
    chart: path,
    values: [stringify(values)],
  });
  const change = {
    address: `helm_release.${chart}`,
    type: "helm_release",
    actions: ["update"],
    // An earlier version of the chart, which is not there any more.
    before: release(before, "./assets/an-older-one"),
    after: release(after, `./${chart}`),
    afterUnknown,
  };
  const rendered = renderedRelease(change, { helm: String(findHelm()), folder: projectPath("charts") });
  return rendered && effectsOfRelease(change, rendered);
}

const withApi = (api: object) => ({ ...appValues, api });

describe("an update of a release, by object", () => {
  it("has no effect if the objects are the same", () => {
    expect(effectsOf("artist", appValues, appValues)).toEqual([]);
  });

  it("replaces pods only if their template changes", () => {
    expect(effectsOf("artist", appValues, withApi({ resources: { requests: { cpu: "1700m" } } }))).toEqual([
      {
        where: "helm_release.artist: Deployment/api",
        effect: "rolling",
        reason: "its pods are replaced",
      },
    ]);
    expect(effectsOf("artist", appValues, withApi({ maxReplicas: 40 }))).toEqual([
      { where: "helm_release.artist: HorizontalPodAutoscaler/api", effect: "in place" },
    ]);
  });

  it("adds and removes objects", () => {
    const workers = { ...appValues.workers, another: appValues.workers["batch-runner"] };
    const names = (found: ReturnType<typeof effectsOf>, effect: string) =>
      found?.filter((one) => one.effect === effect).map(({ where }) => where);
    expect(names(effectsOf("artist", appValues, { ...appValues, workers }), "in place")).toContain(
      "helm_release.artist: Deployment/another",
    );
    expect(names(effectsOf("artist", { ...appValues, workers }, appValues), "removal")).toContain(
      "helm_release.artist: Deployment/another",
    );
  });

  it("interrupts clients if the host is another one", () => {
    expect(effectsOf("artist", appValues, { ...appValues, ingress: { host: "b.example.com" } })).toEqual(
      expect.arrayContaining([expect.objectContaining({ effect: "interruption" })]),
    );
  });

  it("replaces Karpenter's nodes if they would be others, and not for other limits", () => {
    const other = (values: object) =>
      effectsOf("node-pool", nodePoolValues, { ...nodePoolValues, ...values })?.map(({ effect }) => effect);
    expect(other({ limits: { cpu: 16, memory: "32Gi" } })).toEqual(["in place"]);
    expect(other({ expireAfterDays: 7 })).toEqual(["rolling"]);
    expect(other({ diskSize: 90 })).toEqual(["rolling"]);
  });

  it("is not known if values are known only after the apply", () => {
    for (const values of [true, [true]]) {
      expect(effectsOf("artist", appValues, appValues, { values })).toBeUndefined();
    }
    expect(effectsOf("artist", appValues, appValues, { values: [false] })).toEqual([]);
  });

  it("fails with Helm's words if the chart refuses the values", () => {
    expect(() => effectsOf("artist", appValues, { ...appValues, api: null })).toThrow(/Error: /);
  });
});
