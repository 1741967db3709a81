import { HelmProvider } from "@cdktf/provider-helm/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { Fn, TerraformVariable } from "cdktf";
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
  const host = new TerraformVariable(scope, "kubernetes_host", {
    type: "string",
    default: "",
    description:
      "URL of the Kubernetes API server, if it is not reached at its own endpoint: `npm run access` sets it",
  });
  // Not in a saved plan: the apply may reach the API server at another address than the plan did.
  host.addOverride("ephemeral", true);
  const connection = {
    host: Fn.coalesce([host.value, cluster.cluster_endpoint]),
    // The certificate is for the endpoint's own name, also at another address.
    tlsServerName: Fn.trimprefix(cluster.cluster_endpoint, "https://"),
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
