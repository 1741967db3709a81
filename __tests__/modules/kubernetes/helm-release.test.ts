import { TerraformVariable } from "cdktf";
import { parse } from "yaml";
import { projectPath } from "../../../modules/kit/project-path";
import { HelmRelease, type HelmReleaseConfig } from "../../../modules/kubernetes/helm-release";
import { Namespace } from "../../../modules/kubernetes/namespace";
import { synthesizeStack } from "../../support/modules";

const published = { chart: "web", repository: "https://charts.example.com", version: "1.2.3" };
const ours = { folder: projectPath("charts", "cluster-resources") };
const address = "helm_release.release";

const release = (config: Partial<HelmReleaseConfig> = {}) =>
  synthesizeStack((stack) => {
    new HelmRelease(stack, "release", {
      name: "web",
      namespace: "team",
      chart: published,
      values: {},
      ...config,
    });
  }).resource(address);

describe("a Helm release", () => {
  it("waits for its pods and Jobs, and is rolled back when an upgrade fails", () => {
    expect(release()).toMatchObject({
      name: "web",
      namespace: "team",
      atomic: true,
      cleanup_on_fail: true,
      wait: true,
      wait_for_jobs: true,
      max_history: 10,
    });
  });

  it("has texts that are also texts in YAML 1.1, which Helm reads", () => {
    const words = [
      "on",
      "No",
      "y",
      "true",
      "null",
      "~",
      "1e3",
      "0x1F",
      "0o17",
      "12:30:45",
      "1_000",
      "a: b # c",
    ];
    const values = { words, ...Object.fromEntries(words.map((word) => [word, word])) };
    expect(parse(release({ values }).values[0], { version: "1.1" })).toEqual(values);
  });

  it.each([
    [undefined, 600],
    [900, 900],
  ])("with timeout %s fails after %s seconds", (timeout, seconds) => {
    expect(release({ timeout }).timeout).toBe(seconds);
  });

  it.each([
    [undefined, { repository: "https://charts.example.com", chart: "web" }],
    ["https://mirror.example.com", { repository: "https://mirror.example.com", chart: "web" }],
    ["oci://mirror.example.com/charts", { repository: "oci://mirror.example.com/charts", chart: "web" }],
    ["/srv/charts", { chart: "/srv/charts/web-1.2.3.tgz" }],
  ])("with the mirror %s has its pinned version", (mirror, expected) => {
    const { repository, chart, version } = release({ mirror });
    expect({ chart, version, ...(repository !== undefined && { repository }) }).toEqual({
      ...expected,
      version: "1.2.3",
    });
  });

  it("decides on the mirror in Terraform where it is a variable", () => {
    const { repository, chart } = synthesizeStack((stack) => {
      const mirror = new TerraformVariable(stack, "mirror", { type: "string" });
      new HelmRelease(stack, "release", {
        name: "web",
        namespace: "team",
        chart: published,
        mirror: mirror.stringValue,
        values: {},
      });
    }).resource(address);
    expect(repository).toContain("var.mirror");
    expect(chart).toContain("var.mirror");
  });

  it.each([undefined, "https://mirror.example.com"])(
    "of a chart of this project, with the mirror %s, has the folder of the chart",
    (mirror) => {
      const found = release({ chart: ours, mirror });
      // The hash of the folder is part of the path: a changed template is an upgrade.
      expect(found.chart).toMatch(/^\.\/assets\/release_chart\/[0-9A-F]+/);
      expect(found).not.toHaveProperty("repository");
      expect(found).not.toHaveProperty("version");
    },
  );

  it("has values as YAML, in which strings stay strings", () => {
    const values = {
      enabled: false,
      replicas: 0,
      tag: "1.10",
      schedule: "0 6 * * *",
      list: ["on", "", null],
    };
    expect(release({ values }).values.map((text: string) => parse(text))).toEqual([values]);
  });

  it("encodes values that Terraform computes, so that the YAML stays valid", () => {
    const { values } = synthesizeStack((stack) => {
      const password = new TerraformVariable(stack, "text", { type: "string" });
      const numbers = new TerraformVariable(stack, "numbers", { type: "list(number)" });
      new HelmRelease(stack, "release", {
        name: "web",
        namespace: "team",
        chart: published,
        values: { text: password.value, nested: [{ numbers: numbers.listValue }] },
      });
    }).resource(address);
    expect(parse(values[0])).toEqual({
      text: "${jsonencode(var.text)}",
      nested: [{ numbers: "${jsonencode(var.numbers)}" }],
    });
  });

  it("depends on the given resources only", () => {
    expect(release()).not.toHaveProperty("depends_on");
    expect(release({ after: [] })).not.toHaveProperty("depends_on");
    const json = synthesizeStack((stack) => {
      const first = new HelmRelease(stack, "first", {
        name: "first",
        namespace: new Namespace(stack, "team", { name: "team", podSecurity: "restricted", labels: {} })
          .outputs.namespace,
        chart: published,
        values: {},
      });
      new HelmRelease(stack, "release", {
        name: "web",
        namespace: "team",
        chart: published,
        values: {},
        after: [first.release],
      });
    });
    expect(json.resource(address).depends_on).toEqual(["helm_release.first"]);
    expect(json.resource("helm_release.first").namespace).toContain("kubernetes_namespace_v1.team");
  });
});
