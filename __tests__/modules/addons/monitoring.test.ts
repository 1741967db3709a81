import type { z } from "zod";
import { parse } from "yaml";
import { Monitoring, type monitoringSchema } from "../../../modules/addons/monitoring";
import { synthesizeModule } from "../../support/modules";

type Input = z.input<typeof monitoringSchema>;

const topics = {
  alertsTopicArn: "arn:aws:sns:eu-central-1:123456789012:artist-test-alerts",
  heartbeatTopicArn: "arn:aws:sns:eu-central-1:123456789012:artist-test-heartbeat",
  kmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/topics",
};

const monitoring = (options: Partial<Input> = {}) =>
  synthesizeModule(Monitoring, {
    name: "artist-test",
    region: "eu-central-1",
    clusterName: "artist-test",
    ...topics,
    ...options,
  });

const values = (options: Partial<Input> = {}) =>
  parse(monitoring(options).resource("helm_release.monitoring").values[0]);

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
});

/** A route of Alertmanager. */
interface Route {
  receiver: string;
  matchers?: string[];
  repeat_interval: string;
  group_interval: string;
  routes?: Route[];
}

describe("Alertmanager", () => {
  const { alertmanager } = values();
  const { route, receivers, inhibit_rules } = alertmanager.config;

  /** The route of an alert: the first one that matches, or else the one at the top. */
  const routeOf = (labels: Record<string, string>): Route => {
    const matches = (matcher: string) => {
      const [, label = "", operator, value = ""] = /^(\w+) (=~?) "(.*)"$/.exec(matcher) ?? [];
      return new RegExp(operator === "=~" ? `^(?:${value})$` : `^${value}$`).test(labels[label] ?? "");
    };
    const found = route.routes.find(({ matchers = [] }: Route) => matchers.every(matches));
    return { ...route, ...found };
  };
  const receiver = (name: string) => receivers.find((one: { name: string }) => one.name === name);

  it.each([
    [{ alertname: "KubePodCrashLooping", severity: "warning" }, topics.alertsTopicArn, "12h"],
    [{ alertname: "KubeAPIDown", severity: "critical" }, topics.alertsTopicArn, "1h"],
    [{ alertname: "Other" }, topics.alertsTopicArn, "12h"],
    [{ alertname: "Watchdog", severity: "none" }, topics.heartbeatTopicArn, "4m"],
    [{ alertname: "InfoInhibitor", severity: "none" }, undefined, "12h"],
    [{ alertname: "CPUThrottlingHigh", severity: "info" }, undefined, "12h"],
  ])("sends %j to the topic %s, again after %s", (labels, topic, repeat) => {
    const { receiver: name, repeat_interval } = routeOf(labels);
    expect(receiver(name).sns_configs?.[0].topic_arn).toBe(topic);
    expect(repeat_interval).toBe(repeat);
  });

  it("sends the heartbeat within the five minutes that the alarm counts, at the next interval of its group", () => {
    const { repeat_interval, group_interval } = routeOf({ alertname: "Watchdog" });
    expect(parseInt(repeat_interval) + parseInt(group_interval)).toBeLessThanOrEqual(5);
  });

  it("tells people when an alert is over, and in a subject that SNS accepts", () => {
    const [{ send_resolved, subject, sigv4 }] = receiver("people").sns_configs;
    expect(send_resolved).toBe(true);
    expect(subject).toContain('"%.100s"');
    expect(sigv4).toEqual({ region: "eu-central-1" });
  });

  it("does not send a warning while the critical alert of the same name is firing", () => {
    expect(inhibit_rules).toEqual([
      {
        source_matchers: ['severity = "critical"'],
        target_matchers: ['severity = "warning"'],
        equal: ["alertname", "namespace"],
      },
    ]);
    expect(route.group_by).toEqual(["alertname", "namespace"]);
  });

  it("has receivers for all routes, and none without one", () => {
    const used = [route, ...route.routes].map((one: Route) => one.receiver);
    expect(receivers.map(({ name }: { name: string }) => name).sort()).toEqual([...new Set(used)].sort());
  });

  it("may only send to its two topics, with the service account of its pods", () => {
    const allowed = monitoring()
      .statements("monitoring_policy")
      .flatMap(({ actions, resources }) => actions.map((action: string) => [action, ...resources].join(" ")));
    expect(allowed.sort()).toEqual([
      `kms:Decrypt ${topics.kmsKeyArn}`,
      `kms:GenerateDataKey ${topics.kmsKeyArn}`,
      `sns:Publish ${topics.alertsTopicArn} ${topics.heartbeatTopicArn}`,
    ]);
    const { service_account } = monitoring().resource("aws_eks_pod_identity_association.monitoring_identity");
    expect(alertmanager.serviceAccount.name).toBe(service_account);
  });
});
