import { parse } from "yaml";
import { ClusterResources } from "../../../modules/addons/cluster-resources";
import { synthesizeModule } from "../../support/modules";

const secretReaders = { monitoring: "arn:aws:iam::123456789012:role/grafana" };

const clusterResources = (options: object = {}) =>
  synthesizeModule(ClusterResources, {
    region: "eu-central-1",
    secretReaderRoleArns: secretReaders,
    grafanaAdminSecretName: "artist-test/grafana/admin",
    ...options,
  });

const release = (options?: object) => clusterResources(options).resource("helm_release.cluster_resources");

describe("the cluster resources", () => {
  it.each([
    [{}, { namespace: "monitoring", kubernetesSecretName: "grafana-admin" }],
    [
      { monitoringNamespace: "team", grafanaAdminKubernetesSecretName: "login" },
      { namespace: "team", kubernetesSecretName: "login" },
    ],
  ])("with %j copy the password of Grafana's administrator into a Kubernetes Secret", (options, secret) => {
    expect(parse(release(options).values[0])).toMatchObject({
      region: "eu-central-1",
      databaseCidrs: [],
      secretReaders,
      grafana: { ...secret, secretsManagerName: "artist-test/grafana/admin" },
    });
  });

  it("check the volume claims of Prometheus against the size that it is given", () => {
    expect(parse(release({ metricsStorage: 200, monitoringNamespace: "team" }).values[0]).metrics).toEqual({
      namespace: "team",
      storage: 200,
    });
  });

  it("are in the namespace of external-secrets unless another one is given", () => {
    expect(release().namespace).toBe("external-secrets");
    expect(release({ namespace: "team" }).namespace).toBe("team");
  });

  it("have no permissions in AWS: external-secrets reads the secret", () => {
    expect(clusterResources().addresses()).toEqual(["helm_release.cluster_resources"]);
  });
});
