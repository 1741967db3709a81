import { readFileSync } from "node:fs";
import { TerraformVariable } from "cdktf";
import { parse } from "yaml";
import type { z } from "zod";
import { Addon, plainAddonSchemaOf } from "../../../modules/addons";
import {
  grafanaAdminKubernetesSecretName,
  storageClassName,
} from "../../../modules/addons/cluster-resources/schema";
import { ExternalSecrets } from "../../../modules/addons/external-secrets";
import { projectPath } from "../../../modules/kit/project-path";
import { namespaces } from "../../../modules/kubernetes/namespaces";
import { synthesizeStack } from "../../support/modules";
import type { Block } from "../../support/terraform-json";

// The example of docs/addons.md.
const metricsServer = {
  chart: "metrics-server",
  repository: "https://kubernetes-sigs.github.io/metrics-server",
  version: "3.13.0",
  release: "metrics-server",
  namespace: namespaces.system,
};
const metricsServerSchema = plainAddonSchemaOf(metricsServer).describe("metrics-server, for autoscalers");

class MetricsServer extends Addon<z.infer<typeof metricsServerSchema>> {
  static readonly schema = metricsServerSchema;
  static readonly chart = metricsServer;
}

describe("an add-on without values of its own", () => {
  const release = (config: { chartMirror?: string } = {}) =>
    synthesizeStack((stack) => {
      const { namespace } = metricsServerSchema.parse({});
      return new MetricsServer(stack, "metrics_server", { namespace, ...config });
    }).resource("helm_release.metrics_server");

  it("is rolled back when it fails, waits for its pods and Jobs, and is pinned", () => {
    expect(release()).toMatchObject({
      name: "metrics-server",
      namespace: "kube-system",
      chart: "metrics-server",
      repository: "https://kubernetes-sigs.github.io/metrics-server",
      version: "3.13.0",
      atomic: true,
      cleanup_on_fail: true,
      wait: true,
      wait_for_jobs: true,
      timeout: 600,
      max_history: 10,
    });
    expect(release().values.map((text: string) => parse(text))).toEqual([{}]);
  });

  it.each(["https://charts.example.com", "oci://registry.example.com/charts"])(
    "comes from the mirror %s",
    (chartMirror) => {
      expect(release({ chartMirror })).toMatchObject({
        chart: "metrics-server",
        repository: chartMirror,
        version: "3.13.0",
      });
    },
  );

  it("comes from a folder of packed charts", () => {
    const found = release({ chartMirror: "/srv/charts" });
    expect(found.chart).toBe("/srv/charts/metrics-server-3.13.0.tgz");
    expect(found).not.toHaveProperty("repository");
  });

  it("decides on the mirror in Terraform where it is a variable", () => {
    const { repository, chart } = synthesizeStack((stack) => {
      const mirror = new TerraformVariable(stack, "mirror", { type: "string" });
      return new MetricsServer(stack, "metrics_server", {
        namespace: "kube-system",
        chartMirror: mirror.stringValue,
      });
    }).resource("helm_release.metrics_server");
    expect(repository).toContain("var.mirror");
    expect(chart).toContain("var.mirror");
  });

  it("has no IAM role", () => {
    const json = synthesizeStack(
      (stack) => new MetricsServer(stack, "metrics_server", { namespace: "kube-system" }),
    );
    expect(json.addresses()).toEqual(["helm_release.metrics_server"]);
    expect(release()).not.toHaveProperty("depends_on");
  });

  it("has its release as an output", () => {
    const addon = { outputs: {} as Block };
    synthesizeStack((stack) => {
      addon.outputs = new MetricsServer(stack, "metrics_server", { namespace: "kube-system" }).outputs;
    });
    expect(Object.keys(addon.outputs)).toEqual(Object.keys(MetricsServer.contract.fields));
  });
});

describe("an add-on with an identity", () => {
  const json = synthesizeStack(
    (stack) =>
      new ExternalSecrets(stack, "external_secrets", {
        name: "artist-test",
        clusterName: "artist-test",
        namespace: "a-namespace",
        kmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/1",
        secretArns: ["arn:aws:secretsmanager:us-east-1:123456789012:secret:artist-test/*"],
        replicas: 2,
        admissionWebhooks: true,
      }),
  );

  it("is installed after the association, so that its pods start with the role", () => {
    const association = "aws_eks_pod_identity_association.external_secrets_identity";
    expect(json.resource("helm_release.external_secrets").depends_on).toEqual([association]);
    expect(json.resource(association)).toMatchObject({
      cluster_name: "artist-test",
      namespace: "a-namespace",
      service_account: "external-secrets",
    });
  });

  it("has a role of its own with its statements as the only policy", () => {
    expect(json.resource("aws_iam_role.external_secrets_identity_role").name).toBe(
      "artist-test-external-secrets",
    );
    expect(json.resource("aws_iam_role_policy.external_secrets_identity_policy").for_each).toEqual({
      secrets: "${data.aws_iam_policy_document.external_secrets_policy.json}",
    });
    expect(json.statements("external_secrets_policy").map(({ sid }) => sid)).toEqual(["Read", "Decrypt"]);
  });

  it("gives the chart the service account of the association", () => {
    const [text] = json.resource("helm_release.external_secrets").values;
    expect(parse(text).serviceAccount).toEqual({ create: true, name: "external-secrets" });
  });
});

describe("names that the charts of this project and the add-ons share", () => {
  const defaults = (chart: string): Block =>
    parse(readFileSync(projectPath("charts", chart, "values.yaml"), "utf8"));

  it("are the same in both", () => {
    const { storageClass, grafana } = defaults("cluster-resources");
    expect(storageClass.name).toBe(storageClassName);
    expect(grafana.kubernetesSecretName).toBe(grafanaAdminKubernetesSecretName);
    expect([grafana.namespace, defaults("artist-base").network.monitoringNamespace]).toEqual([
      namespaces.monitoring,
      namespaces.monitoring,
    ]);
  });
});
