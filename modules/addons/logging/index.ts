import { Addon } from "../addon";
import { ClusterResources } from "../cluster-resources";
import { lokiStatements } from "./policy";
import { loggingSchema, loki, type LoggingConfig } from "./schema";
import { lokiValues, serviceAccount } from "./values";

export * from "./schema";

/**
 * Loki with its chunks in S3: one process, one tenant. The compactor deletes logs that are older than the retention.
 * https://grafana.com/docs/loki/latest/setup/install/helm/install-monolithic/
 */
export class Logging extends Addon<LoggingConfig> {
  static readonly schema = loggingSchema;
  static readonly chart = loki;
  // Its volume is of the StorageClass that they have. They come after the CRD of its ServiceMonitor.
  static override readonly needs = [ClusterResources];

  protected override identity(config: LoggingConfig) {
    return {
      roleName: `${config.name}-loki`,
      clusterName: config.clusterName,
      serviceAccount,
      policyName: "bucket",
      statements: lokiStatements(config),
    };
  }

  protected override values(config: LoggingConfig) {
    return lokiValues(config);
  }
}
