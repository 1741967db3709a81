import type { Block } from "../support/terraform-json";
import { helm, objectOf, render } from "./rendering";

const values = {
  region: "us-east-1",
  secretReaders: { monitoring: "arn:aws:iam::111122223333:role/artist-secrets-grafana" },
  grafana: { kubernetesSecretName: "grafana-login", secretsManagerName: "artist-test/grafana/admin" },
};

describe("the chart cluster-resources", () => {
  it("copies the Secrets Manager secret into the Kubernetes Secret of Grafana's administrator", () => {
    const { metadata, spec } = objectOf(
      render("cluster-resources", values),
      "ExternalSecret",
      "grafana-login",
    );
    expect(metadata.namespace).toBe("monitoring");
    expect(spec.target).toEqual({ name: "grafana-login" });
    expect(spec.dataFrom).toEqual([{ extract: { key: "artist-test/grafana/admin" } }]);
  });

  it("reads the secret with the role of the namespace, which is required", () => {
    const { provider } = objectOf(
      render("cluster-resources", values),
      "SecretStore",
      "aws-secrets-manager",
    ).spec;
    expect(provider.aws).toMatchObject({ role: values.secretReaders.monitoring, externalID: "monitoring" });
    const { stderr } = helm("template", "cluster-resources", { ...values, secretReaders: {} });
    expect(stderr).toContain("secretReaders: no role for the namespace monitoring");
  });

  it("has an admission policy without exceptions, with the role of each namespace", () => {
    const objects = render("cluster-resources", values);
    const { spec } = objectOf(objects, "ValidatingAdmissionPolicy", "secret-stores");
    expect(spec.failurePolicy).toBe("Fail");
    expect(spec.matchConstraints.resourceRules.flatMap(({ resources }: Block) => resources)).toEqual([
      "secretstores",
      "clustersecretstores",
      "*",
    ]);
    expect(spec).not.toHaveProperty("matchConditions");
    expect(JSON.parse(spec.variables[0].expression)).toEqual(values.secretReaders);
    const binding = objectOf(objects, "ValidatingAdmissionPolicyBinding", "secret-stores");
    expect(binding.spec).toEqual({ policyName: "secret-stores", validationActions: ["Deny"] });
  });

  it("refuses the old names of its values", () => {
    const { region, secretReaders, grafana } = values;
    const before = {
      region,
      secretReaders,
      grafana: { secretName: "grafana-login", adminSecret: grafana.secretsManagerName },
    };
    expect(helm("template", "cluster-resources", before).stderr).toMatch(/secretName|adminSecret/);
  });
});
