import type { z } from "zod";
import { parse } from "yaml";
import { PlatformLayer, type platformLayerSchema } from "../../../modules/layers/platform";
import { databaseRoles } from "../../../modules/app/database-roles";
import { namespaces } from "../../../modules/kubernetes/namespaces";
import { chartVersions } from "../../../modules/versions";
import { synthesizeModule } from "../../support/modules";

const masterSecret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds!db-1";

const platform = (settings: z.input<typeof platformLayerSchema>["settings"] = {}) =>
  synthesizeModule(PlatformLayer, {
    name: "artist-test",
    region: "eu-central-1",
    clusterName: "artist-test",
    accountId: "123456789012",
    vpcId: "vpc-0a",
    nodes: {
      roleArn: "arn:aws:iam::123456789012:role/artist-test-karpenter-nodes",
      instanceProfileName: "artist-test-karpenter-nodes",
      queueName: "artist-test-karpenter",
      queueArn: "arn:aws:sqs:eu-central-1:123456789012:artist-test-karpenter",
      subnetIds: ["subnet-0a", "subnet-0b"],
      securityGroupIds: ["sg-0a"],
      releaseVersion: "1.36.4-20260930",
    },
    kmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/data",
    grafanaAdminSecretName: "artist-test/grafana/admin",
    logBucketName: "artist-test-logs",
    logBucketArn: "arn:aws:s3:::artist-test-logs",
    domainName: "example.com",
    hostedZoneId: "Z0123456789",
    certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/1",
    imageRepositoryUrl: "registry.example.com/api",
    database: {
      host: "database.example.com",
      port: 5432,
      name: "songs",
      masterSecretArn: masterSecret,
      roleSecretNames: Object.fromEntries(
        databaseRoles.map((role) => [role, `artist-test/database/${role}`]),
      ),
      roleSecretsVersion: 1,
      subnetCidrs: ["10.0.160.0/24"],
    },
    mediaVolumeHandle: "fs-0a::fsap-0a",
    mediaFileSystemArn: "arn:aws:elasticfilesystem:eu-central-1:123456789012:file-system/fs-0a",
    mediaAccessPointArn: "arn:aws:elasticfilesystem:eu-central-1:123456789012:access-point/fsap-0a",
    publicSubnetIds: ["subnet-0c", "subnet-0d"],
    publicSubnetCidrs: ["10.0.128.0/24"],
    application: { imageTag: "1.4.2" },
    settings,
  });

/** Values of a release, with each expression replaced by a word. */
const values = (id: string, settings?: Parameters<typeof platform>[0]) =>
  parse(
    platform(settings)
      .resource(`helm_release.${id}`)
      .values[0].replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "expression"),
  );

describe("the platform layer", () => {
  it("enforces the Pod Security Standard restricted, except for the namespace of the node exporter", () => {
    const namespaces = Object.values(platform().resources("kubernetes_namespace_v1"));
    const enforced = namespaces.map(({ metadata: { name, labels } }) => [
      name,
      labels["pod-security.kubernetes.io/enforce"],
    ]);
    expect(Object.fromEntries(enforced)).toEqual({
      monitoring: "privileged",
      "external-secrets": "restricted",
      artist: "restricted",
      "artist-database-roles": "restricted",
    });
  });

  it.each([true, false])(
    "with admissionWebhooks %s lets the controller add readiness gates to pods of the application, and of no other",
    (admissionWebhooks) => {
      const namespaces = Object.values(platform({ admissionWebhooks }).resources("kubernetes_namespace_v1"));
      const label = "elbv2.k8s.aws/pod-readiness-gate-inject";
      const labelled = namespaces.filter(({ metadata }) => metadata.labels[label] === "enabled");
      expect(labelled.map(({ metadata }) => metadata.name)).toEqual(["artist"]);
      // Without webhooks the gate is not added: a pod with one would never be ready, because nobody sets its condition.
      const { podMutatorWebhookConfig } = values("load_balancer_controller", { admissionWebhooks });
      expect(podMutatorWebhookConfig.failurePolicy).toBe(admissionWebhooks ? "Fail" : "Ignore");
    },
  );

  it("creates a namespace before the releases in it", () => {
    const releases = Object.values(platform().resources("helm_release"));
    const elsewhere = releases.filter(
      ({ namespace }) => !namespace.includes("kubernetes_namespace_v1.") && namespace !== namespaces.system,
    );
    expect(elsewhere.map(({ name, namespace }) => `${name} in ${namespace}`)).toEqual([]);
  });

  it.each([
    [{}, "15d", "720h"],
    [{ metricsRetentionDays: 1, logRetentionDays: 2 }, "1d", "48h"],
  ])("with %j keeps metrics for %s and logs for %s", (settings, metrics, logs) => {
    const { prometheusSpec } = values("kube_prometheus_stack", settings).prometheus;
    expect(prometheusSpec.retention).toBe(metrics);
    expect(values("loki", settings).loki.limits_config.retention_period).toBe(logs);
  });

  it("has the given nodes and tags for those that Karpenter adds", () => {
    expect(values("node_pool", { nodePool: { cpuLimit: 4, memoryLimit: 16 } })).toMatchObject({
      limits: { cpu: 4, memory: "16Gi" },
      instanceProfile: "artist-test-karpenter-nodes",
      subnetIds: ["subnet-0a", "subnet-0b"],
      securityGroupIds: ["sg-0a"],
      releaseVersion: "1.36.4-20260930",
    });
  });

  it.each([[1], [3]])("with %s replicas has the same number of pods of each controller", (replicas) => {
    const settings = { replicas };
    expect([
      values("external_secrets", settings).replicaCount,
      values("load_balancer_controller", settings).replicaCount,
      values("kube_prometheus_stack", settings).prometheus.prometheusSpec.replicas,
    ]).toEqual([replicas, replicas, replicas]);
  });

  it("has all third-party charts from the mirror, and those of this project from their folders", () => {
    const releases = Object.values(
      platform({ chartMirror: "oci://mirror.example.com" }).resources("helm_release"),
    );
    const ours = releases.filter(({ chart }) => chart.startsWith("./assets/"));
    expect(ours.map(({ name }) => name).sort()).toEqual([
      "artist",
      "artist-base",
      "cluster-resources",
      "node-pool",
    ]);
    const others = releases.filter((release) => !ours.includes(release));
    expect(others).toHaveLength(Object.keys(chartVersions).length);
    expect(new Set(others.map(({ repository }) => repository))).toEqual(
      new Set(["oci://mirror.example.com"]),
    );
  });

  it("has an IAM role for each namespace with a SecretStore, which only external-secrets may assume", () => {
    const json = platform();
    const roles = Object.entries(json.resources("aws_iam_role")).filter(([id]) => id.endsWith("_secrets"));
    const found = roles.map(([id, { name }]) => {
      const [assume] = json.statements(`${id}_trust`);
      const values = (variable: string) =>
        assume.condition.find((condition: { variable: string }) => condition.variable === variable).values;
      expect(values("aws:PrincipalArn")[0]).toMatch(/:iam::123456789012:role\/artist-test-external-secrets$/);
      const [{ resources }] = json.statements(`${id}_secrets`);
      const secrets = resources.map((arn: string) => arn.replace(/^.*:secret:/, ""));
      return [values("sts:ExternalId")[0], [name, ...secrets]];
    });
    expect(Object.fromEntries(found)).toEqual({
      artist: [
        "artist-test-secrets-application",
        "artist-test/api-keys/*-??????",
        "artist-test/database/app-??????",
        "artist-test/database/migrator-??????",
      ],
      "artist-database-roles": [
        "artist-test-secrets-database-roles",
        "rds!db-1",
        "artist-test/database/app-??????",
        "artist-test/database/migrator-??????",
        "artist-test/database/readonly-??????",
      ],
      monitoring: ["artist-test-secrets-grafana", "artist-test/grafana/admin-??????"],
    });
  });

  it("gives an IAM role only to the add-ons that call AWS", () => {
    const associations = Object.values(platform().resources("aws_eks_pod_identity_association"));
    const accounts = associations.map(({ namespace, service_account }) => [
      service_account,
      namespace.replace(/.*v1\.(\w+)\..*/, "$1"),
    ]);
    expect(Object.fromEntries(accounts)).toEqual({
      alertmanager: "monitoring",
      "aws-load-balancer-controller": "kube-system",
      "efs-csi-node-sa": "kube-system",
      "external-dns": "kube-system",
      "external-secrets": "secrets",
      karpenter: "kube-system",
      loki: "monitoring",
    });
  });

  it("installs CRDs, webhooks and stores before the releases that need them, and the application last", () => {
    const releases = Object.entries(platform().resources("helm_release"));
    const direct = releases.map(([name, { depends_on = [] }]) => [
      name,
      depends_on
        .filter((address: string) => address.startsWith("helm_release."))
        .map((address: string) => address.replace("helm_release.", "")),
    ]);
    // Other add-ons may be in the layer.
    expect(Object.fromEntries(direct)).toMatchObject({
      prometheus_operator_crds: [],
      karpenter_crds: [],
      karpenter: ["karpenter_crds", "prometheus_operator_crds"],
      node_pool: ["karpenter"],
      load_balancer_controller: ["prometheus_operator_crds", "node_pool"],
      external_secrets: ["prometheus_operator_crds", "node_pool"],
      cluster_resources: ["external_secrets"],
      kube_prometheus_stack: ["prometheus_operator_crds", "cluster_resources"],
      loki: ["cluster_resources"],
      alloy: ["loki"],
      efs_csi_driver: [],
      app_base: [
        "load_balancer_controller",
        "external_dns",
        "external_secrets",
        "kube_prometheus_stack",
        "efs_csi_driver",
      ],
      app: ["app_base"],
    });
  });
});
