import { containerResources } from "../../kubernetes/resources";
import { alloyConfiguration } from "./configuration";

/** Folder on the node for the positions in the files, so that a new pod does not send all lines again. */
const positions = "/var/lib/alloy";

/** What the configuration needs of the Kubernetes API. The chart renders valid YAML only if neither list is empty. */
const rbac = {
  rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }],
  clusterRules: [{ apiGroups: [""], resources: ["events"], verbs: ["get", "list", "watch"] }],
};

/** Values of the chart. https://github.com/grafana/alloy/tree/main/operations/helm/charts/alloy */
export const alloyValues = {
  alloy: {
    configMap: { content: alloyConfiguration },
    clustering: { enabled: true },
    // No usage statistics for Grafana Labs.
    enableReporting: false,
    storagePath: positions,
    mounts: { varlog: true, extra: [{ name: "positions", mountPath: positions }] },
    // Only root may read the files of the kubelet. It needs no capability for that, because they belong to root.
    securityContext: {
      runAsUser: 0,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
      seccompProfile: { type: "RuntimeDefault" },
    },
    resources: containerResources("50m", "192Mi", "384Mi"),
  },
  // The chart restarts the pods when the configuration changes.
  configReloader: { enabled: false },
  crds: { create: false },
  controller: {
    type: "daemonset",
    // Every node has logs, whatever its taints are and however full it is.
    tolerations: [{ operator: "Exists" }],
    priorityClassName: "system-node-critical",
    volumes: {
      extra: [{ name: "positions", hostPath: { path: positions, type: "DirectoryOrCreate" } }],
    },
  },
  rbac,
  serviceMonitor: { enabled: true },
};
