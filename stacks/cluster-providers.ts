import { HelmProvider } from "@cdktf/provider-helm/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { Fn } from "cdktf";
import type { Construct } from "constructs";
import type { Stage } from "../config";
import type { LayerOutputs } from "../modules/layers/contracts";

/**
 * The providers of a cluster, configured from the outputs of the cluster layer. `aws eks get-token` gets the token at
 * each run, so that no plan or state has it. https://docs.aws.amazon.com/eks/latest/userguide/cluster-auth.html
 */
export function clusterProviders(scope: Construct, cluster: LayerOutputs["cluster"], stage: Stage): void {
  const { kubeconfig } = stage.platform;
  if (kubeconfig) {
    const connection = { configPath: kubeconfig.path, configContext: kubeconfig.context };
    new KubernetesProvider(scope, "kubernetes", connection);
    new HelmProvider(scope, "helm", { kubernetes: connection });
    return;
  }
  const connection = {
    host: cluster.cluster_endpoint,
    clusterCaCertificate: Fn.base64decode(cluster.cluster_certificate_authority_data),
  };
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1beta1",
    command: "aws",
    args: ["eks", "get-token", "--cluster-name", cluster.cluster_name, "--region", stage.region],
  };
  new KubernetesProvider(scope, "kubernetes", { ...connection, exec: [exec] });
  new HelmProvider(scope, "helm", { kubernetes: { ...connection, exec } });
}
