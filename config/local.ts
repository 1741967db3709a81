import { readEnvironment } from "../local/environment";
import { localPath } from "../terraform/paths";
import { readSession } from "../local/session";
import type { StageInput } from ".";
import { production } from "./production";

const kubernetes = readEnvironment()?.kubernetes;

/**
 * Production on one machine: the same shape, with other sizes and endpoints. What differs besides is listed and held
 * by a test: no admission webhooks (the API server cannot call into the cluster), a kubeconfig with a client
 * certificate in the place of `aws eks get-token`, no deletion protection.
 */
export const local: StageInput = {
  ...production,
  account: "emulator",
  production: false,
  network: { ...production.network, cidr: "10.10.0.0/16" },
  database: {
    ...production.database,
    instanceClass: "db.t3.micro",
    allocatedStorage: 20,
    maxAllocatedStorage: 22,
    multiAz: false,
    backupRetentionDays: 7,
    deletionProtection: false,
  },
  cluster: {
    ...production.cluster,
    administrators: [
      "arn:aws:iam::123456789012:role/Administrator",
      "arn:aws:iam::123456789012:role/BreakGlass",
    ],
    logRetentionDays: 1,
  },
  platform: {
    ...production.platform,
    metricsRetentionDays: 1,
    metricsStorage: 5,
    logRetentionDays: 1,
    replicas: 1,
    chartMirror: readSession()?.chartMirror,
    admissionWebhooks: false,
    kubeconfig: {
      path: kubernetes?.kubeconfig ?? localPath("kubeconfig"),
      context: kubernetes?.context ?? "local",
    },
  },
  application: {
    ...production.application,
    api: {
      minReplicas: 2,
      maxReplicas: 3,
      cpu: "100m",
      cpuLimit: "1",
      memory: "128Mi",
      memoryLimit: "256Mi",
    },
  },
};
