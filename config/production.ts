import { imageOf } from "./stage-image";
import type { StageInput } from "./schema";

/** The production stage, with the sizes of the production guide. */
export const production: StageInput = {
  account: "prod",
  region: "us-east-1",
  production: true,
  network: {
    cidr: "10.30.0.0/16",
    availabilityZones: ["us-east-1a", "us-east-1b", "us-east-1c"],
    natGateways: "one-per-zone",
    domain: { name: "example.com" },
  },
  database: {
    instanceClass: "db.t3.medium",
    allocatedStorage: 100,
    maxAllocatedStorage: 500,
    multiAz: true,
    backupRetentionDays: 14,
    deletionProtection: true,
  },
  cluster: {
    administrators: [
      "arn:aws:iam::444455556666:role/Administrator",
      "arn:aws:iam::444455556666:role/BreakGlass",
    ],
    publicAccessCidrs: [],
    accessInstance: { enabled: true },
    logRetentionDays: 90,
    nodeGroup: { instanceTypes: ["m6i.xlarge", "m5.xlarge"], size: 3, diskSize: 100 },
  },
  platform: {
    metricsRetentionDays: 15,
    metricsStorage: 100,
    logRetentionDays: 30,
    replicas: 2,
    admissionWebhooks: true,
    nodePool: { cpuLimit: 32, memoryLimit: 128, diskSize: 100 },
    alerts: { emails: ["operations@example.com"] },
  },
  application: {
    ...imageOf("production"),
    host: "api.example.com",
    api: { minReplicas: 2, maxReplicas: 6, cpu: "1", cpuLimit: "2", memory: "2Gi", memoryLimit: "4Gi" },
    workers: {
      "batch-runner": {
        command: ["python", "batch_runner/artist_batch_runner.py"],
        replicas: 1,
        cpu: "500m",
        memory: "2Gi",
      },
      "spotify-charts": {
        command: ["python", "data_pipelines/spotify_charts_pipeline.py"],
        schedule: "0 6 * * *",
        cpu: "500m",
        memory: "1Gi",
      },
    },
  },
};
