import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { addonContract } from "../addon";
import type { ContractValues } from "../../kit/contract";
import { format, wholeTimes } from "../../kit/terms";
import { HelmRelease } from "../../kubernetes/helm-release";
import { PodIdentity } from "../../aws/pod-identity";
import { chartVersions } from "../../versions";
import { loggingSchema, type LoggingConfig } from "./schema";

export * from "./schema";

const serviceAccount = "loki";

/**
 * Loki on S3, one process, one tenant; the compactor deletes what is older than the retention.
 * https://grafana.com/docs/loki/latest/setup/install/helm/install-monolithic/
 */
export class Logging extends Construct {
  static readonly schema = loggingSchema;
  static readonly contract = addonContract;
  readonly outputs: ContractValues<typeof addonContract>;
  /** The release, for what must come after it. */
  readonly release: HelmRelease["release"];

  constructor(scope: Construct, id: string, config: LoggingConfig, after: ITerraformDependable[] = []) {
    super(scope, id);
    const { namespace } = config;
    const policy = new DataAwsIamPolicyDocument(this, "policy", {
      statement: [
        { sid: "List", actions: ["s3:ListBucket"], resources: [config.bucketArn] },
        {
          sid: "Chunks",
          actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
          resources: [`${config.bucketArn}/*`],
        },
        { sid: "Encryption", actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [config.kmsKeyArn] },
      ],
    });
    const identity = new PodIdentity(this, "identity", {
      name: `${config.name}-loki`,
      clusterName: config.clusterName,
      namespace,
      serviceAccount,
      policies: { bucket: policy.json },
      managedPolicyArns: [],
    });
    this.release = new HelmRelease(this, "Default", {
      name: "loki",
      namespace,
      chart: { published: chartVersions.loki, mirror: config.chartMirror },
      values: this.values(config),
      after: [identity.association, ...after],
    }).release;
    this.outputs = { release_name: this.release.name };
  }

  private values({ region, retentionDays, bucketName }: LoggingConfig) {
    return {
      deploymentMode: "Monolithic",
      serviceAccount: { name: serviceAccount },
      loki: {
        // One tenant: nobody has to name it.
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
        // A retention without the compactor's two settings deletes nothing, without a word.
        limits_config: { retention_period: format("%sh", wholeTimes(retentionDays, 24)) },
        compactor: { retention_enabled: true, delete_request_store: "s3" },
      },
      singleBinary: {
        replicas: 1,
        persistence: { enabled: true, storageClass: "gp3", size: "10Gi" },
        resources: { requests: { cpu: "100m", memory: "512Mi" }, limits: { memory: "1Gi" } },
      },
      // The chart counts these even where the mode does not use them.
      read: { replicas: 0 },
      write: { replicas: 0 },
      backend: { replicas: 0 },
      // The defaults ask for 11 GiB.
      chunksCache: { enabled: false },
      resultsCache: { enabled: false },
      lokiCanary: { enabled: false },
      test: { enabled: false },
      gateway: {
        resources: { requests: { cpu: "25m", memory: "64Mi" }, limits: { memory: "128Mi" } },
      },
      sidecar: { resources: { requests: { cpu: "10m", memory: "96Mi" }, limits: { memory: "192Mi" } } },
      monitoring: { serviceMonitor: { enabled: true } },
    };
  }
}
