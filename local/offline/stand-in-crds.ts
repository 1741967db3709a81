import { stringify } from "yaml";

/** A kind of custom resource: group and version, kind, plural, scope. */
type CustomResource = readonly [
  apiVersion: string,
  kind: string,
  plural: string,
  scope: "Namespaced" | "Cluster",
];

/** The custom resources of a chart that other charts or this project use. */
export const customResources: Record<string, readonly CustomResource[]> = {
  "aws-load-balancer-controller": [
    ["elbv2.k8s.aws/v1beta1", "IngressClassParams", "ingressclassparams", "Cluster"],
    ["elbv2.k8s.aws/v1beta1", "TargetGroupBinding", "targetgroupbindings", "Namespaced"],
  ],
  "external-secrets": [
    ["external-secrets.io/v1", "ClusterExternalSecret", "clusterexternalsecrets", "Cluster"],
    ["external-secrets.io/v1", "ClusterSecretStore", "clustersecretstores", "Cluster"],
    ["external-secrets.io/v1", "ExternalSecret", "externalsecrets", "Namespaced"],
    ["external-secrets.io/v1", "SecretStore", "secretstores", "Namespaced"],
    ["generators.external-secrets.io/v1alpha1", "ClusterGenerator", "clustergenerators", "Cluster"],
    [
      "generators.external-secrets.io/v1alpha1",
      "ECRAuthorizationToken",
      "ecrauthorizationtokens",
      "Namespaced",
    ],
  ],
  "karpenter-crd": [
    ["karpenter.k8s.aws/v1", "EC2NodeClass", "ec2nodeclasses", "Cluster"],
    ["karpenter.sh/v1", "NodeClaim", "nodeclaims", "Cluster"],
    ["karpenter.sh/v1", "NodePool", "nodepools", "Cluster"],
  ],
  "prometheus-operator-crds": [
    ["monitoring.coreos.com/v1", "Alertmanager", "alertmanagers", "Namespaced"],
    ["monitoring.coreos.com/v1alpha1", "AlertmanagerConfig", "alertmanagerconfigs", "Namespaced"],
    ["monitoring.coreos.com/v1", "PodMonitor", "podmonitors", "Namespaced"],
    ["monitoring.coreos.com/v1", "Probe", "probes", "Namespaced"],
    ["monitoring.coreos.com/v1", "Prometheus", "prometheuses", "Namespaced"],
    ["monitoring.coreos.com/v1alpha1", "PrometheusAgent", "prometheusagents", "Namespaced"],
    ["monitoring.coreos.com/v1", "PrometheusRule", "prometheusrules", "Namespaced"],
    ["monitoring.coreos.com/v1alpha1", "ScrapeConfig", "scrapeconfigs", "Namespaced"],
    ["monitoring.coreos.com/v1", "ServiceMonitor", "servicemonitors", "Namespaced"],
    ["monitoring.coreos.com/v1", "ThanosRuler", "thanosrulers", "Namespaced"],
  ],
};

/** Definition of a custom resource, as YAML, that accepts any content. */
export function customResourceDefinition([apiVersion, kind, plural, scope]: CustomResource): string {
  const [group = "", version = ""] = apiVersion.split("/");
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  return stringify({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
      versions: [{ name: version, served: true, storage: true, subresources: { status: {} }, schema }],
    },
  });
}
