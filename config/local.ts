import type { AccountInput, StageInput } from "./schema";
import { imageOf } from "./stage-image";
import { production } from "./production";

/** Connection of the stage `local` to the substitutes of AWS and EKS on this machine. */
export interface LocalConnection {
  /** Settings of the AWS provider and of the S3 backend. */
  readonly emulator: NonNullable<AccountInput["emulator"]>;
  /** The Kubernetes cluster. */
  readonly kubeconfig: NonNullable<StageInput["platform"]["kubeconfig"]>;
  /** Folder or URL of the published charts; undefined if their repositories are used. */
  readonly chartMirror?: string;
}

/** Roles of the emulated account, as IAM Identity Center creates them: with a path. Terraform runs as the first one. */
export const localAdministrators = ["Administrator", "BreakGlass"].map(
  (name) =>
    `arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_${name}_0123456789abcdef`,
);

/**
 * Production on one machine: the same resources, with other sizes and endpoints. A test lists all other differences: no
 * admission webhooks (the API server cannot call into the cluster), a kubeconfig with a client certificate instead of
 * `aws eks get-token`, and nothing is protected or kept when it is destroyed.
 */
export const local = ({ kubeconfig, chartMirror }: LocalConnection): StageInput => ({
  ...production,
  account: "emulator",
  production: false,
  network: { ...production.network, cidr: "10.10.0.0/16" },
  database: {
    ...production.database,
    instanceClass: "db.t3.micro",
    allocatedStorage: 20,
    maxAllocatedStorage: 30,
    multiAz: false,
    backupRetentionDays: 7,
    deletionProtection: false,
    finalSnapshot: false,
  },
  secrets: { ...production.secrets, recoveryWindowDays: 0 },
  logBucket: { forceDestroy: true },
  cluster: {
    ...production.cluster,
    administrators: localAdministrators,
    logRetentionDays: 1,
  },
  platform: {
    ...production.platform,
    metricsRetentionDays: 1,
    metricsStorage: 5,
    logRetentionDays: 1,
    replicas: 1,
    chartMirror,
    admissionWebhooks: false,
    kubeconfig,
  },
  application: {
    ...production.application,
    ...imageOf("local"),
    api: {
      minReplicas: 2,
      maxReplicas: 3,
      cpu: "100m",
      cpuLimit: "1",
      memory: "128Mi",
      memoryLimit: "256Mi",
    },
  },
});
