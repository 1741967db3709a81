import { appValues, baseValues, podTemplates, render } from "../../charts/rendering";
import type { Block } from "../../support/terraform-json";
import { connects, type Peer, type Port } from "./network-policy";

const [databaseCidr = ""] = baseValues.network.databaseCidrs;
const clusterValues = {
  region: "us-east-1",
  databaseCidrs: baseValues.network.databaseCidrs,
  secretReaders: { monitoring: "arn:aws:iam::111122223333:role/artist-secrets-grafana" },
  grafana: { kubernetesSecretName: "grafana-admin", secretsManagerName: "artist/grafana" },
};

const charts = [
  render("artist-base", baseValues),
  render("artist", appValues),
  render("cluster-resources", clusterValues, "external-secrets"),
].flat();

const policies = charts
  .filter(({ kind }) => kind === "NetworkPolicy")
  .map((policy: Block) => ({ ...policy, metadata: { namespace: "artist", ...policy.metadata } }));

const pod = (namespace: string, labels: Record<string, string> = {}): Peer => ({
  namespace,
  labels,
  address: "10.30.0.10",
});
const prometheus = pod("monitoring", { "app.kubernetes.io/name": "prometheus" });
const loadBalancer: Peer = { address: "10.30.128.9" };
const controlPlane: Peer = { address: "10.30.16.9" };

/** What a pod may connect to. */
const destinations: Record<string, [Peer, Port]> = {
  "DNS by UDP": [pod("kube-system", { "k8s-app": "kube-dns" }), { port: 53, protocol: "UDP" }],
  "DNS by TCP": [pod("kube-system", { "k8s-app": "kube-dns" }), { port: 53 }],
  database: [{ address: databaseCidr.replace(".0/24", ".7") }, { port: 5432 }],
  "SSH of the database's subnet": [{ address: databaseCidr.replace(".0/24", ".7") }, { port: 22 }],
  HTTPS: [{ address: "203.0.113.5" }, { port: 443 }],
  HTTP: [{ address: "203.0.113.5" }, { port: 80 }],
  "instance metadata": [{ address: "169.254.169.254" }, { port: 80 }],
  "instance metadata on 443": [{ address: "169.254.169.254" }, { port: 443 }],
  "Pod Identity agent": [{ address: "169.254.170.23" }, { port: 80 }],
  "API server": [{ address: "172.20.0.1" }, { port: 443 }],
  Prometheus: [prometheus, { port: 9090 }],
};

/** What may connect to a pod, on the port of the API. */
const sources: Record<string, Peer> = {
  "load balancer": loadBalancer,
  Prometheus: prometheus,
  "another pod of monitoring": pod("monitoring", { "app.kubernetes.io/name": "grafana" }),
  "another pod of the application": pod("artist", { "app.kubernetes.io/component": "worker" }),
  "another namespace": pod("default"),
  internet: { address: "198.51.100.7" },
};

const dns = ["DNS by UDP", "DNS by TCP"];
const client = [...dns, "database", "HTTPS", "API server"];

/** What each pod of the application needs. It can do nothing else. HTTPS includes the API server, which has an address. */
const application: Record<string, { to: string[]; from: string[] }> = {
  "Deployment api": { to: client, from: ["load balancer", "Prometheus"] },
  "Deployment batch-runner": { to: client, from: [] },
  "CronJob spotify-charts": { to: client, from: [] },
  "Job migration": { to: [...dns, "database"], from: [] },
  "Job database-roles": { to: [...dns, "database"], from: [] },
};

const accepted = (pairs: Record<string, boolean>) => Object.keys(pairs).filter((name) => pairs[name]);
const reached = (from: Peer) =>
  accepted(
    Object.fromEntries(
      Object.entries(destinations).map(([name, [to, port]]) => [name, connects(policies, from, to, port)]),
    ),
  );

describe("a pod of the application", () => {
  const templates = podTemplates(charts).map(
    ({ owner, namespace, template }) => [owner.replace(/-[0-9a-f]{10}$/, ""), namespace, template] as const,
  );

  it.each(templates)(
    "%s connects to what it needs, and nothing else connects to it",
    (owner, namespace, template) => {
      const self = pod(namespace, template.metadata.labels);
      const from = Object.entries(sources).map(([name, source]): [string, boolean] => [
        name,
        connects(policies, source, self, { port: 8000 }),
      ]);
      expect({ [owner]: { to: reached(self), from: accepted(Object.fromEntries(from)) } }).toEqual({
        [owner]: application[owner],
      });
    },
  );

  it("is in the charts if it is in the table", () => {
    expect(Object.keys(application).sort()).toEqual(templates.map(([owner]) => owner).sort());
  });

  it("has no way in on another port", () => {
    const [, , api] = templates.find(([owner]) => owner === "Deployment api") ?? [];
    expect(connects(policies, loadBalancer, pod("artist", api.metadata.labels), { port: 22 })).toBe(false);
  });
});

describe("a pod of the platform", () => {
  const others = ["monitoring", "external-secrets", "kube-system", "default"];
  const isolated = ["monitoring", "external-secrets"];
  const all = Object.keys(destinations);
  const ofDatabase = ["database", "SSH of the database's subnet"];

  it.each(others)("in %s connects to everything but the database", (namespace) => {
    const expected = all.filter(
      (name) => !ofDatabase.includes(name) && (namespace === "monitoring" || name !== "Prometheus"),
    );
    expect(reached(pod(namespace))).toEqual(expected);
  });

  it.each(isolated)(
    "in %s is connected to by its namespace, Prometheus and the API server only",
    (namespace) => {
      const to = pod(namespace);
      expect(connects(policies, pod(namespace), to, { port: 3100 })).toBe(true);
      expect(connects(policies, prometheus, to, { port: 8080 })).toBe(true);
      expect(connects(policies, controlPlane, to, { port: 10250 })).toBe(true);
      expect(connects(policies, controlPlane, to, { port: 8080 })).toBe(false);
      expect(connects(policies, pod("default"), to, { port: 8080 })).toBe(false);
      expect(connects(policies, loadBalancer, to, { port: 3000 })).toBe(false);
    },
  );

  it("without CIDR blocks of a database has no policy that names it", () => {
    const without = render("cluster-resources", { ...clusterValues, databaseCidrs: [] }, "external-secrets");
    const names = without.filter(({ kind }) => kind === "NetworkPolicy").map(({ metadata }) => metadata.name);
    expect(names).toEqual(["ingress", "ingress"]);
  });
});
