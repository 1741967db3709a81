import type { z } from "zod";
import { parse } from "yaml";
import { Monitoring, type monitoringSchema } from "../../../modules/addons/monitoring";
import { synthesizeModule } from "../../support/modules";

const values = (options: z.input<typeof monitoringSchema> = {}) =>
  parse(synthesizeModule(Monitoring, options).resource("helm_release.monitoring").values[0]);

describe("the monitoring", () => {
  it.each([
    [{}, { retention: "15d", retentionSize: "40GiB" }, "50Gi"],
    [{ retentionDays: 1, storage: 5 }, { retention: "1d", retentionSize: "4GiB" }, "5Gi"],
    [{ retentionDays: 90, storage: 101 }, { retention: "90d", retentionSize: "80GiB" }, "101Gi"],
  ])("with %j keeps metrics for %j on a volume of %s", (options, retention, size) => {
    const { prometheusSpec } = values(options).prometheus;
    expect(prometheusSpec).toMatchObject(retention);
    expect(prometheusSpec.storageSpec.volumeClaimTemplate.spec).toMatchObject({
      storageClassName: "gp3",
      resources: { requests: { storage: size } },
    });
  });

  it("reads the monitors and rules of all namespaces, with any labels", () => {
    const { prometheusSpec } = values().prometheus;
    const selectors = Object.entries(prometheusSpec).filter(([name]) => /SelectorNilUses/.test(name));
    expect(Object.fromEntries(selectors)).toEqual({
      serviceMonitorSelectorNilUsesHelmValues: false,
      podMonitorSelectorNilUsesHelmValues: false,
      probeSelectorNilUsesHelmValues: false,
      ruleSelectorNilUsesHelmValues: false,
      scrapeConfigSelectorNilUsesHelmValues: false,
    });
  });

  it("has no targets that are always down: EKS does not expose these components", () => {
    const disabled = Object.entries(values()).filter(
      ([, value]) => (value as { enabled?: boolean }).enabled === false,
    );
    expect(disabled.map(([name]) => name).sort()).toEqual([
      "crds",
      "kubeControllerManager",
      "kubeEtcd",
      "kubeProxy",
      "kubeScheduler",
    ]);
  });

  it.each([
    [undefined, true],
    [true, true],
    [false, false],
  ])("with admissionWebhooks %s has its webhooks, and TLS for them: %s", (admissionWebhooks, enabled) => {
    const { prometheusOperator } = values({ admissionWebhooks });
    expect(prometheusOperator).toMatchObject({ admissionWebhooks: { enabled }, tls: { enabled } });
  });

  it.each([1, 3])("with %s replicas has the same number of Prometheus and Alertmanager pods", (replicas) => {
    const { prometheus, alertmanager } = values({ replicas });
    expect([prometheus.prometheusSpec.replicas, alertmanager.alertmanagerSpec.replicas]).toEqual([
      replicas,
      replicas,
    ]);
  });

  it.each([
    [undefined, "grafana-admin"],
    ["login", "login"],
  ])("with the Secret %s takes the password of Grafana's administrator from %s", (given, secret) => {
    const { grafana } = values({ grafanaAdminKubernetesSecretName: given });
    expect(grafana.admin).toEqual({
      existingSecret: secret,
      userKey: "username",
      passwordKey: "password",
    });
    expect(grafana).not.toHaveProperty("adminPassword");
  });

  it("shows the logs of Loki in Grafana", () => {
    expect(values().grafana.additionalDataSources).toEqual([
      expect.objectContaining({ type: "loki", url: "http://loki-gateway" }),
    ]);
  });

  it("has no permissions in AWS", () => {
    expect(synthesizeModule(Monitoring, {}).addresses()).toEqual(["helm_release.monitoring"]);
  });
});
