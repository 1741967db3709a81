import { z } from "zod";
import { applicationOptions, imageName } from "../modules/app/schema";
import { alertOptions as moduleAlerts, email, emailsAccepted } from "../modules/aws/alert-topics/schema";
import { administratorsAccepted } from "../modules/aws/cluster/schema";
import { githubRepository } from "../modules/aws/github-roles/schema";
import { clusterLayerOptions } from "../modules/layers/cluster/schema";
import { logBucketOptions, secretsOptions } from "../modules/layers/data/schema";
import { databaseOptions } from "../modules/aws/database/schema";
import { platformOptions } from "../modules/layers/platform/schema";
import { networkLayerOptions } from "../modules/layers/network/schema";
import { repositoriesAccepted, registryOptions, repositoryName } from "../modules/aws/registry/schema";
import {
  clientCidr,
  accountId,
  distinctList,
  hostedZoneId,
  nonEmpty,
  principalArn,
} from "../modules/kit/rules";
import { stageRegion } from "./regions";

/** An AWS account. Each stage is deployed in one. */
export const accountSchema = z.strictObject({
  /** Account id. Terraform fails if the credentials are of another account. */
  id: accountId,
  /** Region of the state bucket and of the ECR repositories. */
  region: stageRegion,
  /** The image repositories of the account. */
  registry: registryOptions.extend({
    repositories: distinctList(repositoryName, repositoriesAccepted, 1),
    /**
     * Accounts whose repositories of the same names get each image that is pushed to these, with the same digest. What allows
     * it in the other account is derived from this list.
     */
    replicateTo: distinctList(z.string(), "different names of other accounts", 0).default([]),
  }),
  /**
   * The repositories of GitHub whose workflows plan and deploy the stages of the account, and push its images. Without it,
   * there are no roles for them.
   */
  delivery: z
    .strictObject({
      /** This project's repository. */
      repository: githubRepository,
      /**
       * The repository of the application, whose workflows push images into the registry of the account. Without it, none
       * do: for an account that gets its images from another one.
       */
      applicationRepository: githubRepository.optional(),
    })
    .optional(),
  /** AWS emulators that replace AWS: only for the machine-local account. */
  emulator: z
    .strictObject({
      /**
       * Path of an AWS configuration file with a profile that has the emulators' endpoints and credentials. If the file
       * is missing, Terraform fails, and does not connect to AWS.
       * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
       */
      configFile: nonEmpty,
      /** The profile to use. */
      profile: nonEmpty,
    })
    .optional(),
});

/** Connection of the platform stack to a cluster that is not an EKS cluster. */
const kubeconfigSchema = z.strictObject({
  /** Path of the kubeconfig file. */
  path: nonEmpty,
  /** The context to use. No other context is used. */
  context: nonEmpty,
});

/*
 * A stage lists what a module takes as a map with names: the stacks use each value as its own name. So the addresses of
 * existing resources stay, and a stage has nothing to name.
 */

/** What a change of a field does is the same for the list of a stage and for the input of the module. */
const changesOf = (input: z.ZodType) => ({ changes: input.meta()?.changes });

const administrators = distinctList(principalArn, administratorsAccepted, 2).meta({
  example: ["arn:aws:iam::123456789012:role/Administrator", "arn:aws:iam::123456789012:role/BreakGlass"],
});

const clusterOptions = clusterLayerOptions.extend({
  administrators: administrators.meta(changesOf(clusterLayerOptions.shape.administrators)),
  privateAccessCidrs: z
    .array(clientCidr)
    .default([])
    .meta(changesOf(clusterLayerOptions.shape.privateAccessCidrs)),
});

const alertOptions = z.strictObject({
  emails: distinctList(email, emailsAccepted, 0).default([]).meta(changesOf(moduleAlerts.shape.emails)),
});

const moduleDomain = networkLayerOptions.shape.domain;

const domainOptions = moduleDomain.omit({ hostedZone: true }).extend({
  /** ID of an existing public hosted zone of Route 53 for the domain or a parent domain; otherwise, one is created. */
  hostedZoneId: hostedZoneId.optional().meta(changesOf(moduleDomain.shape.hostedZone)),
});

/** A stage: a complete copy of the system with its own sizes. */
export const stageSchema = z.strictObject({
  /** Name of the account that the stage is deployed in. */
  account: z.string().meta({
    changes: [
      {
        effect: "new stage",
        text: "Everything would be made in the other account, and what exists would stay without a state. Add a stage for the other account, and destroy this one",
      },
    ],
  }),
  /** Region of the stage. */
  region: stageRegion.meta({
    changes: [
      {
        effect: "new stage",
        text: "Everything would be made in the other region, and what exists would stay without a state. Add a stage for the other region, and destroy this one",
      },
    ],
  }),
  /** Whether it is a production stage: then backups, protection and redundancy have minimum values. */
  production: z.boolean().meta({
    changes: [{ effect: "none", text: "It decides only which values of the other fields are accepted" }],
  }),
  network: networkLayerOptions.extend({ domain: domainOptions }),
  database: databaseOptions,
  /** Third-party keys, the version of the passwords, and how long deleted secrets can be restored. */
  secrets: secretsOptions.prefault({}),
  /** Protection of the bucket of the logs. */
  logBucket: logBucketOptions.prefault({}),
  cluster: clusterOptions,
  platform: platformOptions.extend({
    /** Who gets the alerts. */
    alerts: alertOptions.prefault({}),
    /** Connection by a kubeconfig instead of `aws eks get-token`: only for the machine-local stage. */
    kubeconfig: kubeconfigSchema.optional().meta({
      changes: [
        { effect: "new stage", text: "Terraform would make the releases again in the other cluster" },
      ],
    }),
  }),
  application: applicationOptions.extend({
    /** The repository of the image: one of the account's. */
    repository: repositoryName.default(imageName).meta({
      changes: [
        {
          effect: "rolling",
          text: "As another `imageTag`: migration, then pods from the image of the other repository",
        },
      ],
    }),
  }),
});

/** The whole configuration. */
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

/** An account, not checked, without defaults. */
export type AccountInput = z.input<typeof accountSchema>;
/** A stage, not checked, without defaults. */
export type StageInput = z.input<typeof stageSchema>;
/** All accounts and stages, not checked, without defaults. */
export type ConfigurationInput = z.input<typeof configurationSchema>;
