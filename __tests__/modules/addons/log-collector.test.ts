import { parse } from "yaml";
import { LogCollector } from "../../../modules/addons/log-collector";
import { basicExample } from "../../../importable/examples";
import { Monitoring, monitoringSchema } from "../../../modules/addons/monitoring";
import { synthesizeModule } from "../../support/modules";

const values = parse(synthesizeModule(LogCollector, {}).resource("helm_release.log_collector").values[0]);
const configuration: string = values.alloy.configMap.content;

/** The text of each component, by its name: `loki.write.loki`. */
const components = new Map(
  [...configuration.matchAll(/^([a-z_.]+) "(\w+)" \{\n(.*?)^\}/gms)].map(([, type, label, text]) => [
    `${type}.${label}`,
    text ?? "",
  ]),
);

/** The components that a text refers to: `loki.write.loki.receiver`. */
const referencesIn = (text: string) =>
  [...text.matchAll(/\b((?:discovery|loki)\.[a-z_.]+)\.(?:receiver|output|targets)\b/g)].map(
    ([, name = ""]) => name,
  );

/** The values of an attribute in the whole configuration. */
const attribute = (name: string) =>
  [...configuration.matchAll(new RegExp(`^ *${name} *= "?(.*?)"?$`, "gm"))].map(([, value]) => value);

/** The labels that the relabeling makes of those of a pod, with Go's expansion: `$1_` is a group with the name `1_`. */
function relabeled(meta: Record<string, string>): Record<string, string> {
  const rules = [...(components.get("discovery.relabel.pods") ?? "").matchAll(/ rule \{(.*?)\n {2}\}/gs)];
  const made = rules.map(([, text = ""]) => {
    const rule = Object.fromEntries(
      [...text.matchAll(/(\w+) *= (.*)/g)].map(([, key, value = ""]) => [key, JSON.parse(value)]),
    );
    const joined = rule.source_labels.map((label: string) => meta[label] ?? "").join(rule.separator ?? ";");
    const replacement: string = rule.replacement ?? "$1";
    return [rule.target_label, replacement.replace(/\$(\w+)/g, (_, group) => (group === "1" ? joined : ""))];
  });
  return Object.fromEntries(made);
}

describe("the log collector", () => {
  it("sends the lines of the containers and the events to the Loki that Grafana shows", () => {
    const { values: grafana } = synthesizeModule(
      Monitoring,
      monitoringSchema.parse(basicExample(monitoringSchema)),
    ).resource("helm_release.monitoring");
    const [loki] = parse(grafana[0]).grafana.additionalDataSources;
    expect(attribute("url")).toEqual([`${loki.url}/loki/api/v1/push`]);
    const sources = [...components].filter(([name]) => name.startsWith("loki.source."));
    expect(sources.map(([name]) => name)).toEqual([
      "loki.source.file.pods",
      "loki.source.kubernetes_events.events",
    ]);
    const endOf = (name: string): string => {
      const [next] =
        /forward_to = \[(.*)\]/
          .exec(components.get(name) ?? "")
          ?.slice(1)
          .flatMap(referencesIn) ?? [];
      return next === undefined ? name : endOf(next);
    };
    expect(sources.map(([name]) => endOf(name))).toEqual(["loki.write.loki", "loki.write.loki"]);
  });

  it("refers only to components that exist, and has none that nothing refers to", () => {
    const references = [...components.values()].flatMap(referencesIn);
    expect(references.filter((name) => !components.has(name))).toEqual([]);
    const unused = [...components.keys()].filter((name) => !references.includes(name));
    expect(unused.every((name) => name.startsWith("loki.source."))).toBe(true);
    expect(components.size).toBe(6);
  });

  it("is not changed by Helm, which evaluates it as a template", () => {
    expect(configuration).not.toContain("{{");
  });

  it("gives a line the labels of its container, and no label with the path of the file", () => {
    const { __path__, ...labels } = relabeled({
      __meta_kubernetes_namespace: "artist",
      __meta_kubernetes_pod_name: "api-6d4f-x2x",
      __meta_kubernetes_pod_uid: "0a1b-2c3d",
      __meta_kubernetes_pod_container_name: "api",
      __meta_kubernetes_pod_label_app_kubernetes_io_name: "artist",
    });
    expect(labels).toEqual({
      namespace: "artist",
      pod: "api-6d4f-x2x",
      container: "api",
      app: "artist",
      job: "artist/api",
    });
    // The kubelet's path is /var/log/pods/<namespace>_<pod>_<uid>/<container>/<restart>.log.
    expect(__path__).toBe("/var/log/pods/*0a1b-2c3d/api/*.log");
    expect(components.get("loki.process.pods")).toContain('values = ["filename"]');
  });

  it("reads the files of its own node, which it mounts, and keeps the positions on the node", () => {
    const { alloy, controller } = values;
    expect(alloy.mounts.varlog).toBe(true);
    expect(attribute("field")).toEqual([expect.stringContaining('sys.env("K8S_NODE_NAME")')]);
    const [volume] = controller.volumes.extra;
    expect(alloy.mounts.extra).toEqual([{ name: volume.name, mountPath: alloy.storagePath }]);
    expect(volume.hostPath).toEqual({ path: alloy.storagePath, type: "DirectoryOrCreate" });
  });

  it("runs on every node, also on full ones and those with taints", () => {
    expect(values.controller).toMatchObject({
      type: "daemonset",
      tolerations: [{ operator: "Exists" }],
      priorityClassName: "system-node-critical",
    });
  });

  it("may only read pods and events, and has no capabilities and a read-only root file system", () => {
    const rules = [...values.rbac.rules, ...values.rbac.clusterRules];
    expect(rules.flatMap(({ resources, verbs }) => [`${resources}: ${verbs}`])).toEqual([
      "pods: get,list,watch",
      "events: get,list,watch",
    ]);
    expect(values.alloy.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(synthesizeModule(LogCollector, {}).addresses()).toEqual(["helm_release.log_collector"]);
  });

  it("has one reader of events: the others are in the same cluster of Alloys", () => {
    expect(values.alloy.clustering.enabled).toBe(true);
    expect(components.get("loki.source.kubernetes_events.events")).toMatch(/clustering \{\s*enabled = true/);
  });
});
