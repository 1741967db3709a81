import { z } from "zod";
import { appSchema } from "../modules/app/schema";
import { clusterSchema } from "../modules/cluster/schema";
import { databaseSchema } from "../modules/database/schema";
import { networkSchema } from "../modules/network/schema";
import { nodeGroupSizeSchema } from "../modules/node-group/schema";
import { registrySchema } from "../modules/registry/schema";
import { pattern, wholeNumber } from "../modules/rules";

const region = pattern(/^[a-z]{2}(-[a-z]+)+-\d$/, "an AWS region, such as us-east-1");

const url = z.url({ protocol: /^https?$/ }).meta({ accepted: "an http or https URL" });

/** An AWS account: the ground of one or more stages. */
export const accountSchema = z.strictObject({
  /** Account id. Terraform refuses to touch any other account. */
  id: pattern(/^\d{12}$/, "an AWS account id of 12 digits"),
  /** Region of the state bucket and of the ECR repositories. */
  region,
  /** The images that the account keeps. */
  registry: registrySchema.omit({ kmsKeyArn: true }),
  /** AWS emulators in the place of AWS: for the machine-local account alone. */
  emulator: z
    .strictObject({
      /** URL of the emulator of all services but EKS. */
      endpoint: url,
      /** URL of the emulator of EKS. */
      eksEndpoint: url,
    })
    .optional(),
});

/** How the platform stack reaches a cluster that is no EKS cluster. */
const kubeconfigSchema = z.strictObject({
  /** Path of the kubeconfig file. */
  path: z.string().min(1),
  /** The context to use: no other is touched. */
  context: z.string().min(1),
});

/** A stage: the same layers once more, with its own sizes. */
export const stageSchema = z.strictObject({
  /** Name of the account that the stage lives in. */
  account: z.string(),
  /** Region of the stage. */
  region,
  /** Whether people depend on it: then backups, protection and redundancy have floors. */
  production: z.boolean(),
  network: networkSchema.omit({ name: true }),
  database: databaseSchema.omit({
    name: true,
    vpcId: true,
    subnetIds: true,
    clientSecurityGroupId: true,
    kmsKeyArn: true,
  }),
  cluster: clusterSchema
    .omit({ name: true, version: true, subnetIds: true })
    .extend({ nodeGroup: nodeGroupSizeSchema }),
  platform: z.strictObject({
    /** How long Prometheus keeps metrics, days. */
    metricsRetentionDays: wholeNumber(1, 90, "days"),
    /** Volume of Prometheus, GiB. */
    metricsStorage: wholeNumber(5, 2048, "GiB"),
    /** How long Loki keeps logs, days. */
    logRetentionDays: wholeNumber(1, 365, "days"),
    /** Copies of each controller, and of Alertmanager. */
    replicas: wholeNumber(1, 3, "replicas"),
    /**
     * Where all third-party charts come from instead of their repositories: a folder of `<chart>-<version>.tgz`, an
     * `https://` Helm repository or an `oci://` registry.
     */
    chartMirror: z.string().min(1).optional(),
    /** Admission webhooks of the charts: off only where the API server cannot call into the cluster. */
    admissionWebhooks: z.boolean(),
    /** A cluster that is reached by a kubeconfig instead of `aws eks get-token`: for the machine-local stage alone. */
    kubeconfig: kubeconfigSchema.optional(),
  }),
  application: appSchema,
});

/** What all stages are made from. */
export const configurationSchema = z.strictObject({
  accounts: z.record(z.string(), accountSchema),
  stages: z.record(z.string(), stageSchema),
});

/** An AWS account, checked. */
export type Account = z.infer<typeof accountSchema>;
/** A stage, checked. */
export type Stage = z.infer<typeof stageSchema>;
/** All accounts and stages, checked. */
export type Configuration = z.infer<typeof configurationSchema>;
