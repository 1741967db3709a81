import { Application } from "../modules/app";
import { AccessInstance } from "../modules/aws/access-instance";
import { AlertTopics } from "../modules/aws/alert-topics";
import { Bucket } from "../modules/aws/bucket";
import { Cluster } from "../modules/aws/cluster";
import { ClusterAddons } from "../modules/aws/cluster-addons";
import { ClusterResources } from "../modules/addons/cluster-resources";
import { Credentials } from "../modules/aws/credentials";
import { Database } from "../modules/aws/database";
import { EfsCsiDriver } from "../modules/addons/efs-csi-driver";
import { GithubRoles } from "../modules/aws/github-roles";
import { FileSystem } from "../modules/aws/file-system";
import { Domain } from "../modules/aws/domain";
import { EncryptionKey } from "../modules/aws/encryption-key";
import { ExternalDns } from "../modules/addons/external-dns";
import { ExternalSecrets } from "../modules/addons/external-secrets";
import type { Layer } from "../modules/layers";
import { BootstrapLayer } from "../modules/layers/bootstrap";
import { ClusterLayer } from "../modules/layers/cluster";
import { DataLayer } from "../modules/layers/data";
import { NetworkLayer } from "../modules/layers/network";
import { PlatformLayer } from "../modules/layers/platform";
import { LoadBalancerController } from "../modules/addons/load-balancer-controller";
import { LogCollector } from "../modules/addons/log-collector";
import { Logging } from "../modules/addons/logging";
import type { ModuleClass } from "../modules/kit/module";
import { Monitoring } from "../modules/addons/monitoring";
import { Namespace } from "../modules/kubernetes/namespace";
import { Network } from "../modules/aws/network";
import { NodeGroup } from "../modules/aws/node-group";
import { PodIdentity } from "../modules/aws/pod-identity";
import { PrometheusOperatorCrds } from "../modules/addons/prometheus-operator-crds";
import { Registry } from "../modules/aws/registry";
import { RegistryPolicy } from "../modules/aws/registry-policy";
import { RegistryReplication } from "../modules/aws/registry-replication";
import { SecretReader } from "../modules/aws/secret-reader";
import { Secrets } from "../modules/aws/secrets";
import { KarpenterCrds } from "../modules/addons/karpenter-crds";
import { Karpenter } from "../modules/addons/karpenter";
import { NodePool } from "../modules/addons/node-pool";
import { NodeProvisioning } from "../modules/aws/node-provisioning";
import { kebabCase } from "./names";

const modules: readonly ModuleClass[] = [
  AccessInstance,
  AlertTopics,
  Application,
  Bucket,
  Cluster,
  ClusterAddons,
  ClusterResources,
  Credentials,
  Database,
  Domain,
  EfsCsiDriver,
  EncryptionKey,
  ExternalDns,
  ExternalSecrets,
  FileSystem,
  GithubRoles,
  Karpenter,
  KarpenterCrds,
  LoadBalancerController,
  LogCollector,
  Logging,
  Monitoring,
  Namespace,
  Network,
  NodeGroup,
  NodePool,
  NodeProvisioning,
  PodIdentity,
  PrometheusOperatorCrds,
  Registry,
  RegistryPolicy,
  RegistryReplication,
  SecretReader,
  Secrets,
];

const layerModules: Record<"bootstrap" | Layer, ModuleClass> = {
  bootstrap: BootstrapLayer,
  network: NetworkLayer,
  data: DataLayer,
  cluster: ClusterLayer,
  platform: PlatformLayer,
};

/** An importable module. */
export interface CatalogEntry {
  /** Path below the folder of the modules: `network`, `layers/network`. */
  readonly path: string;
  readonly module: ModuleClass;
  /** Id of the construct, with which the resource addresses begin; `Default` adds nothing to them. */
  readonly id: string;
}

/** All importable modules. */
export const catalog: readonly CatalogEntry[] = [
  ...modules.map((module) => {
    const path = kebabCase(module.name);
    // As in the platform layer, whose addresses are older than the name of the class.
    return { path, module, id: module === Application ? "app" : path.replaceAll("-", "_") };
  }),
  ...Object.entries(layerModules).map(([layer, module]) => ({
    path: `layers/${layer}`,
    module,
    id: "Default",
  })),
];
