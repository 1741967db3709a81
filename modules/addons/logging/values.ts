import { format, wholeTimes } from "../../kit/terms";
import { containerResources } from "../../kubernetes/resources";
import { storageClassName } from "../cluster-resources/schema";
import type { LoggingConfig } from "./schema";

/** Service account of Loki's pods. */
export const serviceAccount = "loki";

/** https://grafana.com/docs/loki/latest/configure/ */
function loki({ region, retentionDays, bucketName }: LoggingConfig) {
  return {
    // One tenant: no client has to send a tenant id.
    auth_enabled: false,
    commonConfig: { replication_factor: 1 },
    schemaConfig: {
      configs: [
        {
          from: "2026-01-01",
          store: "tsdb",
          object_store: "s3",
          schema: "v13",
          index: { prefix: "index_", period: "24h" },
        },
      ],
    },
    storage: {
      type: "s3",
      bucketNames: { chunks: bucketName, ruler: bucketName },
      s3: { region },
    },
    // Without the compactor's two settings the retention deletes nothing, and no error says so.
    limits_config: { retention_period: format("%sh", wholeTimes(retentionDays, 24)) },
    compactor: { retention_enabled: true, delete_request_store: "s3" },
  };
}

/** Values of the chart. https://grafana.com/docs/loki/latest/setup/install/helm/reference/ */
export const lokiValues = (config: LoggingConfig) => ({
  deploymentMode: "Monolithic",
  serviceAccount: { name: serviceAccount },
  loki: loki(config),
  singleBinary: {
    replicas: 1,
    persistence: { enabled: true, storageClass: storageClassName, size: "10Gi" },
    resources: containerResources("100m", "512Mi", "1Gi"),
  },
  // The chart counts these even where the mode does not use them.
  read: { replicas: 0 },
  write: { replicas: 0 },
  backend: { replicas: 0 },
  // Their defaults request 11 GiB of memory.
  chunksCache: { enabled: false },
  resultsCache: { enabled: false },
  lokiCanary: { enabled: false },
  test: { enabled: false },
  gateway: { resources: containerResources("25m", "64Mi", "128Mi") },
  sidecar: { resources: containerResources("10m", "96Mi", "192Mi") },
  monitoring: { serviceMonitor: { enabled: true } },
});
