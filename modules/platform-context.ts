import type { ITerraformDependable } from "cdktf";

/** What every add-on of a platform is told: the cluster it lives in, and how a stage wants its add-ons. */
export interface PlatformContext {
  /** Prefix of the names of IAM roles, such as `artist-production`. */
  readonly prefix: string;
  /** Region of the cluster. */
  readonly region: string;
  /** Name of the EKS cluster. */
  readonly clusterName: string;
  /** Where charts come from instead of their repositories. Default: their repositories. */
  readonly chartMirror?: string;
  /** Copies of each controller. */
  readonly replicas: number;
  /** Whether admission webhooks are on; off only where the API server cannot call into the cluster. */
  readonly admissionWebhooks: boolean;
}

/** Where an add-on stands. */
export interface AddonConfig {
  readonly context: PlatformContext;
  /** Namespace, which exists. */
  readonly namespace: string;
  /** What must stand before it. */
  readonly after?: ITerraformDependable[];
}
