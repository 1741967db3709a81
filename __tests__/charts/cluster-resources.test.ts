import { helm, objectOf, render } from "./rendering";

const values = {
  region: "us-east-1",
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

  it("refuses the old names of its values", () => {
    const { region, grafana } = values;
    const before = {
      region,
      grafana: { secretName: "grafana-login", adminSecret: grafana.secretsManagerName },
    };
    expect(helm("template", "cluster-resources", before).stderr).toMatch(/secretName|adminSecret/);
  });
});
