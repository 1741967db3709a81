import type { Command } from "commander";
import type { Block } from "../plan/plan-json";
import { withoutRefresh } from "../plan/stack-plans";

/** The option of a command that works without a connection to a cluster. */
export interface ClusterOption {
  /** False: `--no-cluster`. */
  readonly cluster: boolean;
}

/** Adds that option to a command that plans. */
export const withClusterOption = (made: Command) =>
  made.option(
    "--no-cluster",
    "connect to no cluster: what is in one, the platform, is planned without a refresh, and what changed there outside of Terraform is not found",
  );

/** Whether a stack is in a cluster: whether it connects to one. */
export const isInCluster = (configuration: Block = {}) =>
  ["helm", "kubernetes"].some((name) => name in ((configuration["provider"] ?? {}) as Block));

/** Options of `terraform plan` for a stack: no refresh of what is in a cluster, if there is to be no connection to one. */
export const clusterFlags = ({ cluster }: ClusterOption, configuration: Block | undefined) =>
  !cluster && isInCluster(configuration) ? [withoutRefresh] : [];
