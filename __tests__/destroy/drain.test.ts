import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drainLoadBalancers, drainVolumes } from "../../destroy/drain";
import type { StageRun } from "../../destroy/stage";
import { noInterrupts } from "../../terraform/interrupts";
import { stackFolder } from "../../terraform/stacks";
import { FakePrograms, type FakeObject, type FakeState } from "../support/fake-programs";
import { allStacks, stackOf } from "../support/prepared";

// Each call starts a program, which takes long while all tests run.
jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), "drain-"));
const programs = new FakePrograms(folder);
const platform = "drain-test-platform";
const fast = { seconds: 1, interval: 0.05 };

beforeAll(() => {
  mkdirSync(stackFolder(platform), { recursive: true });
  const { json } = stackOf(allStacks(), "staging-platform");
  writeFileSync(join(stackFolder(platform), "cdk.tf.json"), JSON.stringify(json));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(stackFolder(platform), { recursive: true });
});

let lines: string[] = [];
function run(env: Record<string, string> = {}): StageRun {
  lines = [];
  const stage = {
    stageName: "staging",
    name: "artist-staging",
    region: "us-east-1",
    accountId: "111122223333",
    env: { PATH: process.env["PATH"], ...env },
    aws: programs.aws,
    kubectl: programs.kubectl,
  };
  return { stage, report: (line) => lines.push(line), interrupts: noInterrupts };
}

const arn = (name: string) =>
  `arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/${name}/1`;
const tagged = (name: string, cluster: string) => ({
  ResourceArn: arn(name),
  Tags: [{ Key: "elbv2.k8s.aws/cluster", Value: cluster }],
});
const object = (
  kind: string,
  namespace: string,
  name: string,
  rest: Partial<FakeObject> = {},
): FakeObject => ({
  kind,
  metadata: { namespace, name, ...(rest.metadata as object | undefined) },
  spec: rest.spec ?? {},
  ...("lists" in rest ? { lists: rest.lists } : {}),
  ...("loadBalancer" in rest ? { loadBalancer: rest.loadBalancer } : {}),
});
const aws = (more: object = {}) => ({
  "sts get-caller-identity": { Account: "111122223333" },
  "eks describe-cluster": { cluster: { certificateAuthority: { data: "Y2E=" } } },
  "elbv2 describe-load-balancers": { LoadBalancers: [] },
  ...more,
});
const balancers = (...names: string[]) => ({
  "elbv2 describe-load-balancers": { LoadBalancers: names.map((name) => ({ LoadBalancerArn: arn(name) })) },
});
const given = (state: Partial<FakeState> & { kubeconfig?: unknown }) => {
  programs.state = { objects: [], aws: aws(), ...state };
};

describe("before a platform is destroyed, its load balancers", () => {
  it("are deleted by their controller: those of the stack's namespaces, and it waits for them", async () => {
    given({
      objects: [
        object("Ingress", "artist", "api", { lists: 4, loadBalancer: "api" }),
        object("Service", "artist", "api"),
        object("Service", "monitoring", "public", { spec: { type: "LoadBalancer" } }),
        object("Ingress", "other", "page"),
      ],
      aws: aws({
        ...balancers("api", "of-production"),
        "elbv2 describe-tags": {
          TagDescriptions: [tagged("api", "artist-staging"), tagged("of-production", "artist-production")],
        },
      }),
    });
    await drainLoadBalancers(run(), platform, { ...fast, seconds: 60 });
    expect(programs.calls(/^kubectl delete/)).toEqual([
      "kubectl delete ingress api --namespace artist --wait=false --ignore-not-found",
      "kubectl delete service public --namespace monitoring --wait=false --ignore-not-found",
    ]);
    expect(programs.state.objects.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual([
      "artist/api",
      "other/page",
    ]);
    expect(lines[0]).toBe("delete Ingress artist/api");
    expect(lines.filter((line) => line.startsWith("waiting")).length).toBeGreaterThan(1);
    expect(lines.join("\n")).toMatch(
      /waiting for the deletion of Ingress artist\/api, load balancer app\/api\/1: \d+ of 60 s/,
    );
    expect(lines.join("\n")).not.toContain("of-production");
  });

  it("stop the destroy if they are not deleted in time, each with what to do", async () => {
    given({
      objects: [object("Ingress", "artist", "api", { lists: -1 })],
      aws: aws({
        ...balancers("api"),
        "elbv2 describe-tags": { TagDescriptions: [tagged("api", "artist-staging")] },
      }),
    });
    const error = await drainLoadBalancers(run(), platform, fast).catch((reason: Error) => reason);
    expect((error as Error).message.split("\n")).toEqual([
      "Ingress artist/api is left after 1 s: kubectl describe ingress api --namespace artist shows why",
      `load balancer app/api/1 is left after 1 s: aws elbv2 delete-load-balancer --region us-east-1 --load-balancer-arn ${arn("api")}`,
      expect.stringMatching(/^drain-test-platform: nothing of it was destroyed\. /),
    ]);
  });

  it("stop it at once if one of another namespace needs the controller", async () => {
    given({
      objects: [
        object("Ingress", "artist", "api"),
        object("Ingress", "other", "page", {
          metadata: { name: "page", finalizers: ["ingress.k8s.aws/resources"] },
        }),
      ],
    });
    await expect(drainLoadBalancers(run(), platform, fast)).rejects.toThrow(
      /^Ingress other\/page is not part of drain-test-platform: kubectl delete ingress page --namespace other\n/,
    );
    expect(programs.calls(/^kubectl delete/)).toEqual([]);
  });

  it("do not exist without a cluster", async () => {
    const { "eks describe-cluster": _, ...rest } = aws();
    given({ aws: rest });
    await drainLoadBalancers(run(), platform, fast);
    expect(lines).toEqual(["there is no cluster artist-staging: it has no load balancers to drain"]);
    expect(programs.calls(/^kubectl/)).toEqual([]);
  });
});

describe("nothing is deleted", () => {
  const ingress = [object("Ingress", "artist", "api")];

  it("if the AWS CLI has credentials of another account", async () => {
    given({ objects: ingress, aws: aws({ "sts get-caller-identity": { Account: "999999999999" } }) });
    await expect(drainLoadBalancers(run(), platform, fast)).rejects.toThrow(
      "The AWS CLI has credentials of the account 999999999999; the stage belongs to 111122223333.",
    );
    expect(programs.calls(/delete/)).toEqual([]);
  });

  it("if KUBECONFIG is of another cluster", async () => {
    const kubeconfig = { clusters: [{ cluster: { "certificate-authority-data": "b3RoZXI=" } }] };
    given({ objects: ingress, kubeconfig });
    await expect(drainLoadBalancers(run({ KUBECONFIG: "/k" }), platform, fast)).rejects.toThrow(
      "KUBECONFIG: its current context is not the cluster artist-staging in us-east-1: the certificate authorities differ.",
    );
    expect(programs.calls(/delete/)).toEqual([]);
    given({
      objects: ingress,
      kubeconfig: { clusters: [{ cluster: { "certificate-authority-data": "Y2E=" } }] },
    });
    await drainLoadBalancers(run({ KUBECONFIG: "/k" }), platform, fast);
    expect(programs.calls(/update-kubeconfig/)).toEqual([]);
    expect(programs.calls(/^kubectl delete/)).toHaveLength(1);
  });

  it("if the cluster does not answer, and the reason is one line", async () => {
    given({
      objects: ingress,
      failures: { "kubectl get": { message: "dial tcp 10.0.0.1:443:\n i/o timeout\n", times: 1 } },
    });
    await expect(drainLoadBalancers(run(), platform, fast)).rejects.toThrow(
      "kubectl get ingresses,services: dial tcp 10.0.0.1:443: i/o timeout",
    );
    expect(programs.calls(/delete/)).toEqual([]);
  });

  it("after an interrupt, also while it waits", async () => {
    given({ objects: [object("Ingress", "artist", "api", { lists: -1 })] });
    const interrupt = new AbortController();
    const waits = drainLoadBalancers(
      { ...run(), interrupts: { graceful: interrupt.signal, immediate: interrupt.signal } },
      platform,
      { seconds: 60, interval: 30 },
    );
    const ended = expect(waits).rejects.toThrow("Interrupted.");
    while (!lines.some((line) => line.startsWith("waiting"))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    interrupt.abort(new Error("Interrupted."));
    await ended;
  });
});

const volume = (name: string, rest: Partial<FakeObject> = {}, policy = "Delete"): FakeObject => ({
  kind: "PersistentVolume",
  metadata: { name, deletionTimestamp: "2026-11-27T00:00:00Z" },
  spec: {
    persistentVolumeReclaimPolicy: policy,
    csi: { driver: "ebs.csi.aws.com", volumeHandle: `vol-${name}` },
  },
  ...rest,
});
const node: FakeObject = { kind: "Node", metadata: { name: "node" } };

describe("before a cluster is destroyed, its volumes", () => {
  it("are deleted by the driver, and it waits for them; those to retain are left", async () => {
    given({ objects: [node, volume("one", { lists: 5 }), volume("two", { lists: -1 }, "Retain")] });
    await drainVolumes(run(), "staging-cluster", { ...fast, seconds: 60 });
    expect(lines.at(-1)).toMatch(/^waiting for the deletion of PersistentVolume one: /);
    expect(programs.calls(/create-tags/)).toEqual([]);
  });

  it("get a tag if they remain when the time is over", async () => {
    given({ objects: [node, volume("one", { lists: -1 }), volume("two", { lists: -1 }, "Retain")] });
    await drainVolumes(run(), "staging-cluster", fast);
    expect(lines.at(-1)).toBe(
      "PersistentVolume one (vol-one) is left; its volume is deleted after the cluster",
    );
    expect(programs.calls(/create-tags/)).toEqual([
      "aws ec2 create-tags --resources vol-one --tags Key=ReleasedByCluster,Value=artist-staging",
    ]);
  });

  it("are not waited for without nodes: nothing can delete them", async () => {
    given({ objects: [volume("one", { lists: -1 })] });
    await drainVolumes(run(), "staging-cluster", { seconds: 600, interval: 60 });
    expect(programs.calls(/create-tags/)).toHaveLength(1);
  });

  it("stop the destroy at once if a claim still exists", async () => {
    const claim = object("PersistentVolumeClaim", "other", "data", { spec: { volumeName: "one" } });
    given({ objects: [node, volume("one", { lists: -1 }), claim] });
    await expect(drainVolumes(run(), "staging-cluster", fast)).rejects.toThrow(
      "PersistentVolumeClaim other/data exists: kubectl delete persistentvolumeclaim data --namespace other deletes its volume\n" +
        "staging-cluster: nothing of it was destroyed.",
    );
    expect(programs.calls(/create-tags|delete/)).toEqual([]);
  });

  it("are not known if the access to a partly destroyed cluster is gone: its destroy continues", async () => {
    given({
      failures: { "kubectl get": { message: "error: You must be logged in to the server", times: 1 } },
    });
    await drainVolumes(run(), "staging-cluster", fast);
    expect(lines).toEqual([
      expect.stringMatching(/^the volumes of the cluster are not known \(kubectl get .*logged in/),
    ]);
  });
});
