import { parse } from "yaml";
import { chartVersions } from "../../modules/versions";
import { allStacks, stackOf } from "../support/prepared";
import type { Block, TerraformJson } from "../support/terraform-json";

const stacks = allStacks();
const production = stackOf(stacks, "production-platform");
const local = stackOf(stacks, "local-platform");

const releases = (stack: TerraformJson) => Object.entries(stack.resources("helm_release"));

/** Values of a release, with each expression replaced by a word. */
function values(stack: TerraformJson, name: string): Block {
  const text = String(stack.resource(`helm_release.${name}`).values[0]);
  return parse(text.replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "expression"));
}

/** Names of the releases that must be complete before one, also indirectly. */
function waitsFor(stack: TerraformJson, name: string): string[] {
  const direct = ((stack.resource(`helm_release.${name}`).depends_on ?? []) as string[])
    .filter((address) => address.startsWith("helm_release."))
    .map((address) => address.replace("helm_release.", ""));
  return [...new Set(direct.flatMap((other) => [other, ...waitsFor(stack, other)]))].sort();
}

describe("every Helm release", () => {
  it("is rolled back when it fails, waits for its pods and Jobs, and is pinned", () => {
    for (const [, release] of releases(production)) {
      expect(release).toMatchObject({
        atomic: true,
        cleanup_on_fail: true,
        wait: true,
        wait_for_jobs: true,
        max_history: 10,
      });
      expect(release.timeout).toBeGreaterThanOrEqual(600);
      const isOurs = release.chart.startsWith("./assets/");
      expect([release.name, isOurs || /^\d+\.\d+\.\d+$/.test(release.version)]).toEqual([release.name, true]);
    }
  });

  it("comes from the table of versions", () => {
    const published = releases(production)
      .filter(([, { repository }]) => repository)
      .map(([, { chart, repository, version }]) => ({ chart, repository, version }));
    expect(published).toHaveLength(Object.keys(chartVersions).length);
    expect(published).toEqual(expect.arrayContaining(Object.values(chartVersions)));
  });

  it("has values that are YAML, with requests and memory limits in the stage's sizes", () => {
    for (const [name] of releases(production)) {
      expect(typeof values(production, name)).toBe("object");
    }
    expect(values(production, "app").api.resources).toEqual({
      requests: { cpu: "1", memory: "2Gi" },
      limits: { cpu: "2", memory: "4Gi" },
    });
  });

  it("has a longer timeout than the deadlines of its Jobs", () => {
    const timeout = (name: string) => production.resource(`helm_release.${name}`).timeout;
    expect(values(production, "app").migration.deadlineSeconds).toBeLessThan(timeout("app"));
    expect(values(production, "app_base").databaseRoles.deadlineSeconds).toBeLessThan(timeout("app_base"));
  });
});

describe("the version of the database roles' passwords", () => {
  it("is in the values of both releases, so that the roles Job and the pods get new passwords together", () => {
    const version =
      "roleSecretsVersion: ${jsonencode(data.terraform_remote_state.data.outputs.database_role_secrets_version)}";
    for (const name of ["app_base", "app"]) {
      expect(production.resource(`helm_release.${name}`).values[0]).toContain(version);
    }
  });
});

describe("the order of the releases", () => {
  it("installs CRDs, webhooks and stores before the releases that need them, and the application last", () => {
    expect(waitsFor(production, "prometheus_operator_crds")).toEqual([]);
    expect(waitsFor(production, "external_secrets")).toEqual(["prometheus_operator_crds"]);
    expect(waitsFor(production, "kube_prometheus_stack")).toEqual(
      expect.arrayContaining(["cluster_resources", "prometheus_operator_crds"]),
    );
    expect(waitsFor(production, "app_base")).toEqual(
      expect.arrayContaining(["external_secrets", "kube_prometheus_stack", "load_balancer_controller"]),
    );
    expect(waitsFor(production, "app")).toContain("app_base");
  });

  it("is written in depends_on as the add-ons declare their needs", () => {
    const direct = releases(production).map(([name, { depends_on = [] }]) => [
      name,
      depends_on
        .filter((address: string) => address.startsWith("helm_release."))
        .map((address: string) => address.replace("helm_release.", "")),
    ]);
    expect(Object.fromEntries(direct)).toEqual({
      prometheus_operator_crds: [],
      load_balancer_controller: ["prometheus_operator_crds"],
      external_secrets: ["prometheus_operator_crds"],
      cluster_resources: ["external_secrets"],
      kube_prometheus_stack: ["prometheus_operator_crds", "cluster_resources"],
      loki: ["cluster_resources"],
      app_base: ["load_balancer_controller", "external_secrets", "kube_prometheus_stack"],
      app: ["app_base"],
    });
  });
});

describe("the add-ons", () => {
  it("keep metrics and logs as long as the stage says", () => {
    const { prometheusSpec } = values(production, "kube_prometheus_stack").prometheus;
    expect(prometheusSpec).toMatchObject({ retention: "15d", retentionSize: "80GiB", replicas: 2 });
    expect(prometheusSpec.storageSpec.volumeClaimTemplate.spec.resources.requests.storage).toBe("100Gi");
    const { loki } = values(production, "loki");
    expect(loki.limits_config.retention_period).toBe("720h");
    // Without both of them nothing is deleted.
    expect(loki.compactor).toEqual({ retention_enabled: true, delete_request_store: "s3" });
  });

  it("watch every namespace's monitors, and nothing that EKS hides", () => {
    const { prometheus, kubeEtcd, kubeScheduler, kubeControllerManager, kubeProxy } = values(
      production,
      "kube_prometheus_stack",
    );
    expect(prometheus.prometheusSpec.serviceMonitorSelectorNilUsesHelmValues).toBe(false);
    expect([kubeEtcd, kubeScheduler, kubeControllerManager, kubeProxy].map(({ enabled }) => enabled)).toEqual(
      [false, false, false, false],
    );
  });

  it("have their admission webhooks in production, and none that could block the machine-local API server", () => {
    const webhooks = (stack: TerraformJson) => ({
      operator: values(stack, "kube_prometheus_stack").prometheusOperator.admissionWebhooks.enabled,
      secrets: values(stack, "external_secrets").webhook.create,
      ingress: values(stack, "load_balancer_controller").webhookConfig.ingressValdationFailurePolicy,
      pods: values(stack, "load_balancer_controller").podMutatorWebhookConfig.failurePolicy,
    });
    expect(webhooks(production)).toEqual({ operator: true, secrets: true, ingress: "Fail", pods: "Fail" });
    expect(webhooks(local)).toEqual({ operator: false, secrets: false, ingress: "Ignore", pods: "Ignore" });
  });

  it("take the password of Grafana's administrator from a Kubernetes Secret, not from chart values", () => {
    expect(values(production, "kube_prometheus_stack").grafana.admin.existingSecret).toBe("grafana-admin");
    expect(values(production, "kube_prometheus_stack").grafana).not.toHaveProperty("adminPassword");
  });
});

describe("the identities of the add-ons", () => {
  it("read the stage's own secrets, and the master's by its ARN", () => {
    const [read, decrypt] = production.statements("external_secrets_policy");
    expect(read.resources).toEqual([
      "arn:${data.aws_partition.partition.partition}:secretsmanager:us-east-1:444455556666:secret:artist-production/*",
      "${data.terraform_remote_state.data.outputs.database_master_secret_arn}",
    ]);
    expect(read.actions.filter((action: string) => !/:(Get|Describe|List)/.test(action))).toEqual([]);
    expect(decrypt).toMatchObject({ actions: ["kms:Decrypt"] });
  });

  it("belong to one service account each", () => {
    const associations = Object.values(production.resources("aws_eks_pod_identity_association"));
    expect(associations.map(({ service_account }) => service_account).sort()).toEqual([
      "aws-load-balancer-controller",
      "external-secrets",
      "loki",
    ]);
  });

  it("allow `*` as a resource for reading alone", () => {
    const documents = Object.entries(production.json["data"]?.["aws_iam_policy_document"] ?? {});
    const wide = documents.flatMap(([, { statement }]) =>
      statement
        .filter(({ resources }: Block) => resources?.includes("*"))
        .flatMap(({ actions }: Block) =>
          actions.filter((action: string) => !/:(Describe|List|Get)/.test(action)),
        ),
    );
    expect(wide).toEqual([]);
  });
});
