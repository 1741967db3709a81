import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseAllDocuments } from "yaml";
import { readEnvironment, readSources } from "../../local/environment-file";
import type { Summary } from "../../local/run/summary";
import type { KubernetesObject } from "../../plan/release-objects";
import { projectPath } from "../../modules/kit/project-path";
import { applyTests } from "./applies";
import { deliveryTests } from "./deliveries";
import { killTests } from "./kills";
import { releaseTests } from "./releases";
import { capacityTests } from "./capacity";
import { changeTests } from "./changes";
import { driftTests } from "./drifts";
import { dryRun, type Kubectl } from "./dry-run";
import { environment, secretsManager, signedFor } from "./emulator";
import { importTests } from "./imports";
import { randomTests } from "./random";
import { reviewTests } from "./reviews";

const stacks = ["emulator-bootstrap", "local-network", "local-data", "local-cluster", "local-platform"];

/** Runs a command of package.json as its user does; its output goes to the terminal. */
function npm(...args: string[]): number | null {
  return spawnSync("npm", ["run", ...args], { cwd: projectPath(), stdio: ["ignore", "inherit", "inherit"] })
    .status;
}

const readJson = <T>(...path: string[]) =>
  JSON.parse(readFileSync(projectPath(".local", ...path), "utf8")) as T;
const readSummary = () => readJson<Summary>("summary.json");

/** Environment variables of the run, for terraform and cdktf called by hand. */
function variables(): NodeJS.ProcessEnv {
  return { ...process.env, ...readSources()?.variables };
}

/** Runs kubectl or helm of the environment on its cluster; returns what it prints. */
function run(tool: "kubectl" | "helm", args: string[], input?: string): string {
  const { kubeconfig, context } = environment().kubernetes;
  const cluster = [
    `--kubeconfig=${kubeconfig}`,
    `--${tool === "helm" ? "kube-context" : "context"}=${context}`,
  ];
  return execFileSync(projectPath(".local", "bin", tool), [...cluster, ...args], { encoding: "utf8", input });
}

const kubectl = (...args: string[]) => run("kubectl", args);
const runKubectl: Kubectl = (args, input) => run("kubectl", args, input);
const helm = (...args: string[]) => run("helm", args);

const stateBucket = () => `${environment().aws.default}/artist-terraform-state-123456789012-us-east-1`;

/** The objects in the emulated state bucket: all versions of all keys, as text. */
async function stateObjects(): Promise<string[]> {
  const bucket = stateBucket();
  const listing = await (await fetch(`${bucket}?versions`, { headers: signedFor("s3") })).text();
  const versions = [
    ...listing.matchAll(/<Version>.*?<Key>([^<]+)<\/Key>.*?<VersionId>([^<]+)<\/VersionId>/gs),
  ];
  return Promise.all(
    versions.map(async ([, key, version]) => {
      const object = await fetch(`${bucket}/${key}?versionId=${version}`, { headers: signedFor("s3") });
      expect(object.status).toBe(200);
      return object.text();
    }),
  );
}

/** The files of `.local/processes`: one for each process of the environment. */
function processes(): string[] {
  const folder = projectPath(".local", "processes");
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Starts `npm run local` and interrupts it, as Ctrl-C does, when a line is printed; resolves to its exit code and output. */
async function interrupted(line: RegExp): Promise<{ code: number | null; output: string }> {
  const child = spawn("npm", ["run", "local"], { cwd: projectPath(), detached: true, stdio: "pipe" });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      const before = line.test(output);
      output += text;
      if (!before && line.test(output)) {
        process.kill(-Number(child.pid), "SIGINT");
      }
    });
  }
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}

beforeAll(() => {
  expect(npm("local", "--", "--stop")).toBe(0);
});

describe("all stacks on one machine", () => {
  it("stops what was started when it is interrupted", async () => {
    const { code, output } = await interrupted(/❯ emulator-bootstrap/);
    expect(output).toContain("Interrupted. What this run started is stopped.");
    expect(code).not.toBe(0);
    expect(processes()).toEqual([]);
  });

  it("is deployed, and a second plan of every stack is empty", () => {
    expect(npm("local")).toBe(0);
    const summary = readSummary();
    expect(summary.ok).toBe(true);
    expect(summary.stacks.map(({ name, changes }) => `${name} ${changes}`).sort()).toEqual(
      stacks.map((name) => `${name} 0`).sort(),
    );
    for (const { resources, seconds } of summary.stacks) {
      expect(resources).toBeGreaterThan(5);
      expect(seconds).toBeGreaterThan(0);
    }
  });

  it("has every Helm release deployed, and the application's objects in the cluster", () => {
    const releases = JSON.parse(helm("list", "--all-namespaces", "--output=json")) as {
      name: string;
      status: string;
    }[];
    expect(releases.map(({ name, status }) => `${name} ${status}`).sort()).toEqual(
      [
        "alloy",
        "artist",
        "artist-base",
        "aws-efs-csi-driver",
        "aws-load-balancer-controller",
        "cluster-resources",
        "external-dns",
        "external-secrets",
        "karpenter",
        "karpenter-crd",
        "kube-prometheus-stack",
        "loki",
        "node-pool",
        "prometheus-operator-crds",
      ].map((name) => `${name} deployed`),
    );
    const available = kubectl(
      "get",
      "deployments",
      "--namespace=artist",
      "--output=jsonpath={range .items[*]}{.metadata.name} {.status.availableReplicas}{'\\n'}{end}",
    );
    expect(available.trim().split("\n").length).toBeGreaterThanOrEqual(2);
    const enforced = kubectl(
      "get",
      "namespace",
      "artist",
      "--output=jsonpath={.metadata.labels.pod-security\\.kubernetes\\.io/enforce}",
    );
    expect(enforced).toBe("restricted");
  });

  it("passes a dry run of the API server for all objects of the application's charts", () => {
    for (const release of ["artist-base", "artist"]) {
      const objects = parseAllDocuments(helm("get", "manifest", release, "--namespace=artist"))
        .map((document) => document.toJS() as KubernetesObject | null)
        .filter((object) => object !== null);
      const applied = dryRun(runKubectl, objects, "artist");
      expect(applied).toHaveLength(objects.length);
      expect(applied.join("\n")).not.toContain("created");
      expect(objects.length).toBeGreaterThanOrEqual(5);
    }
  });

  it("refuses more storage for metrics than the existing volume claims have, with the command that enlarges them", () => {
    const claim = {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: {
        name: "prometheus-test",
        namespace: "monitoring",
        labels: { "app.kubernetes.io/name": "prometheus" },
      },
      spec: {
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: "10Gi" } },
        volumeName: "local-10gi-10",
      },
    };
    const upgrade = (storage: number) =>
      helm(
        ...["upgrade", "cluster-resources", projectPath("charts", "cluster-resources")],
        ...["--namespace=external-secrets", "--reuse-values", "--dry-run=server"],
        `--set=metrics.storage=${storage}`,
      );
    run("kubectl", ["apply", "--filename=-"], JSON.stringify(claim));
    try {
      kubectl(
        "--namespace=monitoring",
        "wait",
        "pvc",
        "prometheus-test",
        "--for=jsonpath={.status.phase}=Bound",
      );
      expect(upgrade(10)).toContain("STATUS: pending-upgrade");
      expect(() => upgrade(20)).toThrow(
        'The volume claim prometheus-test has 10Gi, and metricsStorage is 20 GiB. Enlarge the claim: kubectl --namespace monitoring patch pvc prometheus-test --patch \'{"spec":{"resources":{"requests":{"storage":"20Gi"}}}}\'',
      );
    } finally {
      kubectl("--namespace=monitoring", "delete", "pvc", "prometheus-test");
    }
  });

  it("lets a SecretStore name the role of its namespace, and refuses all other stores and generators", () => {
    const store = JSON.parse(
      kubectl("--namespace=artist", "get", "secretstore", "aws-secrets-manager", "--output=json"),
    ) as { spec: { provider: { aws: { role: string; region: string } } } };
    const { aws } = store.spec.provider;
    const apply = (kind: string, namespace: string | undefined, spec: object, group = "") =>
      run(
        "kubectl",
        ["apply", "--dry-run=server", "--filename=-"],
        JSON.stringify({
          apiVersion: `${group}external-secrets.io/${group ? "v1alpha1" : "v1"}`,
          kind,
          metadata: { name: "another", namespace },
          spec,
        }),
      );
    expect(apply("SecretStore", "artist", { provider: { aws } })).toContain("created");
    const refused = "denied request: accepted: only a SecretStore";
    for (const attempt of [
      () => apply("SecretStore", "monitoring", { provider: { aws } }),
      () => apply("SecretStore", "default", { provider: { aws } }),
      () => apply("SecretStore", "artist", { provider: { aws: { ...aws, role: `${aws.role}2` } } }),
      () => apply("SecretStore", "artist", { provider: { aws: { ...aws, role: undefined } } }),
      () => apply("SecretStore", "default", { provider: { vault: { server: "https://vault.example.com" } } }),
      () => apply("ClusterSecretStore", undefined, { provider: { aws } }),
      () => apply("ECRAuthorizationToken", "artist", { region: aws.region, role: aws.role }, "generators."),
      () => apply("ClusterGenerator", undefined, { kind: "ECRAuthorizationToken" }, "generators."),
      () =>
        kubectl(
          "--namespace=artist",
          "patch",
          "secretstore",
          "aws-secrets-manager",
          "--dry-run=server",
          "--type=merge",
          '--patch={"spec":{"provider":{"aws":{"role":null}}}}',
        ),
    ]) {
      expect(attempt).toThrow(refused);
    }
  });

  it("has no Secret and no ExternalSecret of the master user after the roles Job", () => {
    const found = kubectl(
      "--namespace=artist-database-roles",
      "get",
      "externalsecrets,secrets,jobs",
      "--output=name",
    );
    expect(found.trim()).toBe("");
  });

  it("names an API key without a value when it plans, and starts other pods when the key has another value", async () => {
    const SecretId = "artist-local/api-keys/SUNO_API_KEY";
    const { VersionIdsToStages } = await secretsManager<{ VersionIdsToStages: Record<string, string[]> }>(
      "DescribeSecret",
      { SecretId },
    );
    const [RemoveFromVersionId] = Object.keys(VersionIdsToStages);
    await secretsManager("UpdateSecretVersionStage", {
      SecretId,
      VersionStage: "AWSCURRENT",
      RemoveFromVersionId,
    });
    const { status, stderr } = spawnSync("npm", ["run", "diff", "--", "local-platform"], {
      cwd: projectPath(),
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(stderr).toContain("The API key SUNO_API_KEY has no value.");

    const versions = () =>
      kubectl(
        "--namespace=artist",
        "get",
        "deployment/api",
        "--output=jsonpath={.spec.template.metadata.annotations.api-key-versions}",
      );
    const before = versions();
    await secretsManager("PutSecretValue", { SecretId, SecretString: "another" });
    expect(npm("local")).toBe(0);
    expect(readSummary().ok).toBe(true);
    expect(versions()).not.toBe(before);
  });

  it("has no secret value in any version of any state", async () => {
    const { SecretList = [] } = await secretsManager<{ SecretList?: { Name: string }[] }>("ListSecrets", {});
    const passwords: string[] = [];
    for (const { Name } of SecretList.filter(({ Name: name }) => !name.includes("/api-keys/"))) {
      const { SecretString } = await secretsManager<{ SecretString: string }>("GetSecretValue", {
        SecretId: Name,
      });
      passwords.push((JSON.parse(SecretString) as { password: string }).password);
    }
    // Three database roles, Grafana, and the master user, whose secret RDS manages.
    expect(passwords.length).toBeGreaterThanOrEqual(5);
    const states = await stateObjects();
    expect(states.length).toBeGreaterThanOrEqual(stacks.length);
    expect(states.some((state) => state.includes("aws_db_instance"))).toBe(true);
    for (const password of passwords) {
      // The master password of the emulator is short.
      expect(password.length).toBeGreaterThanOrEqual(8);
      expect(states.filter((state) => state.includes(password))).toEqual([]);
    }
  });

  it("refuses a second run on a stack whose lock is held, and reports its holder and the command that releases it", async () => {
    const options = {
      cwd: projectPath("cdktf.out", "stacks", "local-network"),
      env: variables(),
      encoding: "utf8",
    } as const;
    const terraform = variables()["TERRAFORM_BINARY_NAME"] ?? "terraform";
    // terraform console holds the lock until the end of its input.
    const holder = spawn(terraform, ["console"], { ...options, stdio: ["pipe", "ignore", "ignore"] });
    const lock = `${stateBucket()}/local-network.tfstate.tflock`;
    while ((await fetch(lock, { headers: signedFor("s3") })).status !== 200) {
      expect(holder.exitCode).toBeNull();
      await sleep(200);
    }
    const { status, stderr } = spawnSync("npm", ["run", "diff", "--", "local-network"], {
      cwd: projectPath(),
      encoding: "utf8",
    });
    holder.stdin.end();
    await once(holder, "close");
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^The state of local-network is locked: \S* ?by \S+@\S+, \d+ seconds? ago, lock ID /m,
    );
    expect(stderr).toMatch(/free the lock: terraform -chdir=cdktf\.out\/stacks\/local-network force-unlock /);
    expect(stderr.trim().split("\n").at(-1)).toBe(
      "local-network: terraform plan failed: Error acquiring the state lock",
    );
  });

  it("changes nothing when plain cdktf deploys it again", () => {
    const outputs = projectPath(".local", "outputs.json");
    const { status } = spawnSync(
      "npx",
      ["cdktf", "deploy", "local-*", "--auto-approve", `--outputs-file=${outputs}`],
      { cwd: projectPath(), env: { ...variables(), CI: "1" }, stdio: ["ignore", "inherit", "inherit"] },
    );
    expect(status).toBe(0);
    const values = JSON.parse(readFileSync(outputs, "utf8")) as Record<string, unknown>;
    expect(values["local-cluster"]).toMatchObject({ outputs: { cluster_name: "artist-local" } });
    expect(npm("local")).toBe(0);
    expect(readSummary().stacks.map(({ changes }) => changes)).toEqual([0, 0, 0, 0, 0]);
  });

  driftTests();
  reviewTests();
  applyTests();
  killTests();
  releaseTests();
  deliveryTests();
  changeTests();
  randomTests(runKubectl);

  // In staging, Karpenter has to add a node: the scheduler refuses what does not fit.
  for (const stage of ["staging", "production"]) {
    capacityTests(stage, runKubectl);
  }
  importTests();

  it("is destroyed, and nothing is left", () => {
    expect(npm("local", "--", "--destroy")).toBe(0);
    expect(readEnvironment()).toBeUndefined();
    expect(processes()).toEqual([]);
  });
});
