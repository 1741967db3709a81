import { lokiUrl } from "../logging/schema";

/**
 * The configuration of Alloy: which logs it reads, which labels they get, and where they go. It is text in Alloy's own
 * language, because its expressions have no form in YAML or JSON. The chart evaluates it as a Helm template, so it must
 * not contain two opening braces in a row.
 *
 * The files of the kubelet are read, and not the log API of Kubernetes: they need no connection to the API server for
 * each container, and the lines that were written while Alloy or Loki was down are still there.
 * https://grafana.com/docs/alloy/latest/reference/components/loki/loki.source.file/
 * https://kubernetes.io/docs/concepts/cluster-administration/logging/#log-location-node
 *
 * Each combination of labels is a stream of its own in Loki, so there are no labels with many values, such as the path.
 * https://grafana.com/docs/loki/latest/get-started/labels/bp-labels/
 */
export const alloyConfiguration = `// The pods of this node: every other node has its own Alloy.
discovery.kubernetes "pods" {
  role = "pod"

  selectors {
    role  = "pod"
    field = "spec.nodeName=" + sys.env("K8S_NODE_NAME")
  }
}

discovery.relabel "pods" {
  targets = discovery.kubernetes.pods.targets

  rule {
    source_labels = ["__meta_kubernetes_namespace"]
    target_label  = "namespace"
  }

  rule {
    source_labels = ["__meta_kubernetes_pod_name"]
    target_label  = "pod"
  }

  rule {
    source_labels = ["__meta_kubernetes_pod_container_name"]
    target_label  = "container"
  }

  rule {
    source_labels = ["__meta_kubernetes_pod_label_app_kubernetes_io_name"]
    target_label  = "app"
  }

  rule {
    source_labels = ["__meta_kubernetes_namespace", "__meta_kubernetes_pod_container_name"]
    separator     = "/"
    target_label  = "job"
  }

  // Rotated files have other endings, and their lines were read before.
  rule {
    source_labels = ["__meta_kubernetes_pod_uid", "__meta_kubernetes_pod_container_name"]
    separator     = "/"
    replacement   = "/var/log/pods/*$1/*.log"
    target_label  = "__path__"
  }
}

loki.source.file "pods" {
  targets    = discovery.relabel.pods.output
  forward_to = [loki.process.pods.receiver]

  file_match {
    enabled = true
  }
}

loki.process "pods" {
  forward_to = [loki.write.loki.receiver]

  // Time, stream and text of a line as the container runtime writes it, and long lines in one piece again.
  stage.cri { }

  // The path has the ID of the pod, so it would be a stream for each start of a container.
  stage.label_drop {
    values = ["filename"]
  }
}

// Kubernetes deletes its events after an hour. In a cluster of Alloys, one of them reads the events.
loki.source.kubernetes_events "events" {
  job_name   = "kubernetes-events"
  forward_to = [loki.write.loki.receiver]

  clustering {
    enabled = true
  }
}

loki.write "loki" {
  endpoint {
    url = "${lokiUrl}/loki/api/v1/push"
    // No limit: while Loki is down, the lines stay in the files.
    max_backoff_retries = 0
  }
}
`;
