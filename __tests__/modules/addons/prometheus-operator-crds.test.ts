import { PrometheusOperatorCrds } from "../../../modules/addons/prometheus-operator-crds";
import { chartVersions } from "../../../modules/versions";
import { synthesizeModule } from "../../support/modules";

const crds = (options: { namespace?: string; chartMirror?: string } = {}) =>
  synthesizeModule(PrometheusOperatorCrds, options);

describe("the custom resource definitions of the Prometheus operator", () => {
  it("are installed before every other add-on: they depend on nothing", () => {
    expect(PrometheusOperatorCrds.needs).toEqual([]);
    expect(crds().addresses()).toEqual(["helm_release.prometheus_operator_crds"]);
  });

  it.each([
    [{}, "monitoring", chartVersions.prometheusOperatorCrds.repository],
    [{ namespace: "team", chartMirror: "oci://mirror.example.com" }, "team", "oci://mirror.example.com"],
  ])("with %j are in the namespace %s, from %s", (options, namespace, repository) => {
    expect(crds(options).resource("helm_release.prometheus_operator_crds")).toMatchObject({
      namespace,
      repository,
      version: chartVersions.prometheusOperatorCrds.version,
    });
  });
});
