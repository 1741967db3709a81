import { imageOf } from "./stage-image";
import type { StageInput } from "./schema";
import { production } from "./production";

/** The staging stage: the layers of production with smaller sizes, to test a change. */
export const staging: StageInput = {
  account: "nonprod",
  region: "us-east-1",
  production: false,
  network: {
    cidr: "10.20.0.0/16",
    availabilityZones: ["us-east-1a", "us-east-1b"],
    natGateways: "one",
    domain: { name: "staging.example.com" },
  },
  database: {
    instanceClass: "db.t4g.medium",
    allocatedStorage: 20,
    maxAllocatedStorage: 100,
    multiAz: false,
    backupRetentionDays: 7,
    deletionProtection: true,
  },
  cluster: {
    administrators: [
      "arn:aws:iam::111122223333:role/Administrator",
      "arn:aws:iam::111122223333:role/BreakGlass",
    ],
    publicAccessCidrs: [],
    accessInstance: { enabled: true },
    logRetentionDays: 14,
    nodeGroup: { instanceTypes: ["m6i.large", "m5.large"], size: 2, diskSize: 50 },
  },
  platform: {
    metricsRetentionDays: 7,
    metricsStorage: 20,
    logRetentionDays: 7,
    replicas: 1,
    admissionWebhooks: true,
    nodePool: { cpuLimit: 8, memoryLimit: 32 },
    alerts: production.platform.alerts,
  },
  application: {
    ...imageOf("staging"),
    host: "api.staging.example.com",
    api: { minReplicas: 2, maxReplicas: 3, cpu: "500m", cpuLimit: "1", memory: "1Gi", memoryLimit: "2Gi" },
    workers: production.application.workers,
  },
};
