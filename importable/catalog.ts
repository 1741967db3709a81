import { App } from "../modules/app";
import { Bucket } from "../modules/bucket";
import { Cluster } from "../modules/cluster";
import { ClusterAddons } from "../modules/cluster-addons";
import { ClusterResources } from "../modules/cluster-resources";
import { Credentials } from "../modules/credentials";
import { Database } from "../modules/database";
import { EncryptionKey } from "../modules/encryption-key";
import { ExternalSecrets } from "../modules/external-secrets";
import { BootstrapLayer } from "../modules/layers/bootstrap";
import { ClusterLayer } from "../modules/layers/cluster";
import { DataLayer } from "../modules/layers/data";
import { NetworkLayer } from "../modules/layers/network";
import { PlatformLayer } from "../modules/layers/platform";
import { LoadBalancerController } from "../modules/load-balancer-controller";
import { Logging } from "../modules/logging";
import type { ModuleClass } from "../modules/module";
import { Monitoring } from "../modules/monitoring";
import { Namespace } from "../modules/namespace";
import { Network } from "../modules/network";
import { NodeGroup } from "../modules/node-group";
import { PodIdentity } from "../modules/pod-identity";
import { PrometheusOperatorCrds } from "../modules/prometheus-operator-crds";
import { Registry } from "../modules/registry";
import { Secrets } from "../modules/secrets";
import { kebabCase } from "./names";

const modules: readonly ModuleClass[] = [
  App,
  Bucket,
  Cluster,
  ClusterAddons,
  ClusterResources,
  Credentials,
  Database,
  EncryptionKey,
  ExternalSecrets,
  LoadBalancerController,
  Logging,
  Monitoring,
  Namespace,
  Network,
  NodeGroup,
  PodIdentity,
  PrometheusOperatorCrds,
  Registry,
  Secrets,
];

const layers: readonly ModuleClass[] = [BootstrapLayer, NetworkLayer, DataLayer, ClusterLayer, PlatformLayer];

/** A module that other estates import. */
export interface CatalogEntry {
  /** Path below the folder of the modules: `network`, `layers/network`. */
  readonly path: string;
  readonly module: ModuleClass;
  /** Id of the construct: resources have the addresses that they have in the stacks. */
  readonly id: string;
}

/** Every module that other estates import. */
export const catalog: readonly CatalogEntry[] = [
  ...modules.map((module) => {
    const path = kebabCase(module.name);
    return { path, module, id: path.replaceAll("-", "_") };
  }),
  ...layers.map((module) => ({
    path: `layers/${kebabCase(module.name.replace(/Layer$/, ""))}`,
    module,
    id: "Default",
  })),
];
