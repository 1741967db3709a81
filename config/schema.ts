import { z } from "zod";
import { applicationOptions, imageName } from "../modules/app/schema";
import { clusterLayerOptions } from "../modules/layers/cluster/schema";
import { secretsOptions } from "../modules/layers/data/schema";
import { databaseOptions } from "../modules/aws/database/schema";
import { platformOptions } from "../modules/layers/platform/schema";
import { networkOptions } from "../modules/aws/network/schema";
import { registryOptions, repositoryName } from "../modules/aws/registry/schema";
import { pattern, region } from "../modules/kit/rules";

/** An AWS account. Each stage belongs to one. */
export const accountSchema = z.strictObject({
  /** Account id. Terraform refuses to touch any other account. */
  id: pattern(/^\d{12}$/, "an AWS account id of 12 digits", "123456789012"),
  /** Region of the state bucket and of the ECR repositories. */
  region,
  /** The images that the account keeps. */
  registry: registryOptions,
  /** AWS emulators that replace AWS: for the machine-local account only. */
  emulator: z
    .strictObject({
      /**
       * Path of an AWS configuration file whose profile names the emulators' endpoints and credentials. Terraform fails
       * where the file is missing, and never reaches AWS instead.
       * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
       */
      configFile: z.string().min(1),
      /** The profile to use. */
      profile: z.string().min(1),
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
  network: networkOptions,
  database: databaseOptions,
  /** Third-party keys and the version of the passwords. */
  secrets: secretsOptions.prefault({}),
  cluster: clusterLayerOptions,
  platform: platformOptions.extend({
    /** A cluster that is reached by a kubeconfig instead of `aws eks get-token`: for the machine-local stage alone. */
    kubeconfig: kubeconfigSchema.optional(),
  }),
  application: applicationOptions.extend({
    /** The repository of the image: one of the account's. */
    repository: repositoryName.default(imageName),
  }),
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

/** An account as the configuration writes it. */
export type AccountInput = z.input<typeof accountSchema>;
/** A stage as its file writes it. */
export type StageInput = z.input<typeof stageSchema>;
/** All accounts and stages as their files write them. */
export type ConfigurationInput = z.input<typeof configurationSchema>;
