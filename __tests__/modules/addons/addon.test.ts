import { readFileSync } from "node:fs";
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
import { synthesizeModule, synthesizeStack } from "../../support/modules";
import type { Block } from "../../support/terraform-json";

// The example of docs/addons.md.
const keda = {
  chart: "keda",
  repository: "https://kedacore.github.io/charts",
  version: "2.20.2",
  release: "keda",
  namespace: namespaces.system,
};
const kedaSchema = plainAddonSchemaOf(keda).describe("keda, which scales by events");

class Keda extends Addon<z.infer<typeof kedaSchema>> {
  static readonly schema = kedaSchema;
  static readonly chart = keda;
}

describe("an add-on without values of its own", () => {
  const release = (config: { chartMirror?: string } = {}) =>
    synthesizeStack((stack) => {
      const { namespace } = kedaSchema.parse({});
      return new Keda(stack, "keda", { namespace, ...config });
    }).resource("helm_release.keda");

  it("is the release that its chart names, with the pinned version and the defaults of the chart", () => {
    expect(release()).toMatchObject({
      name: "keda",
      namespace: "kube-system",
      chart: "keda",
      repository: "https://kedacore.github.io/charts",
      version: "2.20.2",
    });
    expect(release().values.map((text: string) => parse(text))).toEqual([{}]);
  });

  it("comes from the mirror that is given", () => {
    const chartMirror = "oci://registry.example.com/charts";
    expect(release({ chartMirror })).toMatchObject({ repository: chartMirror, version: "2.20.2" });
  });

  it("has no IAM role", () => {
    const json = synthesizeStack((stack) => new Keda(stack, "keda", { namespace: "kube-system" }));
    expect(json.addresses()).toEqual(["helm_release.keda"]);
    expect(release()).not.toHaveProperty("depends_on");
  });

  it("has as output a name that is known after the release is installed", () => {
    const json = synthesizeModule(Keda, {});
    expect(json.outputs()["release_name"].value).toBe("${helm_release.keda.name}");
  });
});

describe("an add-on with an identity", () => {
  const json = synthesizeStack(
    (stack) =>
      new ExternalSecrets(stack, "external_secrets", {
        tags: {},
        name: "artist-test",
        clusterName: "artist-test",
        namespace: "a-namespace",
        readerRoleArns: ["arn:aws:iam::123456789012:role/artist-test-secrets-application"],
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

  it("has its own role, with its statements as the only policy", () => {
    expect(json.resource("aws_iam_role.external_secrets_identity_role").name).toBe(
      "artist-test-external-secrets",
    );
    expect(json.resource("aws_iam_role_policy.external_secrets_identity_policy").for_each).toEqual({
      readers: "${data.aws_iam_policy_document.external_secrets_policy.json}",
    });
    expect(json.statements("external_secrets_policy").map(({ sid }) => sid)).toEqual(["Assume"]);
  });

  it("gives the chart the service account of the association", () => {
    const [text] = json.resource("helm_release.external_secrets").values;
    expect(parse(text).serviceAccount).toEqual({ create: true, name: "external-secrets" });
  });
});

describe("names that both the charts of this project and the add-ons use", () => {
  const defaults = (chart: string): Block =>
    parse(readFileSync(projectPath("charts", chart, "values.yaml"), "utf8"));

  it("are the same in charts and add-ons", () => {
    const { storageClass, grafana } = defaults("cluster-resources");
    expect(storageClass.name).toBe(storageClassName);
    expect(grafana.kubernetesSecretName).toBe(grafanaAdminKubernetesSecretName);
    expect([grafana.namespace, defaults("artist-base").network.monitoringNamespace]).toEqual([
      namespaces.monitoring,
      namespaces.monitoring,
    ]);
  });
});
