import { z } from "zod";
import type { Change } from "../kit/change";
import { Contract, text } from "../kit/contract";
import {
  arn,
  cidr,
  cpuQuantity,
  domainName,
  kubernetesName,
  list,
  memoryQuantity,
  nonEmpty,
  pattern,
  roleArn,
  region,
  ruled,
  subnetIds,
  wholeNumber,
} from "../kit/rules";
import { cronSchedule } from "../kit/schedule";
import { databaseRoles } from "./database-roles";
import { volumeHandle } from "../aws/file-system/schema";
import { releaseTag } from "../aws/registry/schema";
import { existingSecretName } from "../aws/secrets/schema";
import { namespaces } from "../kubernetes/namespaces";

/** Name of the image, and of its ECR repository. */
export const imageName = "ai-artist-api";

/** Tag of a released image. Tags that move to other images, such as `latest`, are refused. */
export const imageTag = ruled(
  ruled(z.string(), `${releaseTag.accepted}, or a git SHA of 7 to 40 hexadecimal digits`, {
    kind: "either",
    rules: [
      { kind: "pattern", source: releaseTag.source },
      { kind: "pattern", source: "^[0-9a-f]{7,40}$" },
    ],
  }),
  "a tag of up to 128 characters",
  { kind: "pattern", source: "^.{1,128}$" },
).meta({ example: "1.4.2" });

/** Digest of an image. https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests */
export const imageDigest = pattern(
  /^sha256:[0-9a-f]{64}$/,
  "the digest of an image: sha256: and 64 hexadecimal digits",
  `sha256:${"0123456789abcdef".repeat(4)}`,
);

const changesOfPods: readonly Change[] = [
  {
    effect: "rolling",
    when: "of a Deployment",
    text: "The worker's pods are replaced: what they work on is ended after the grace period",
  },
  { effect: "in place", when: "of a CronJob", text: "Its next job has the value" },
];

/** A worker: a process beside the API, from the same image. */
export const workerSchema = ruled(
  z.strictObject({
    command: list(z.string(), "one or more arguments", 1)
      .meta({ example: ["python", "worker.py"] })
      .describe("Command, as a list of arguments")
      .meta({ changes: changesOfPods }),
    replicas: wholeNumber(0, 100, "pods")
      .optional()
      .describe("Number of pods of a Deployment; not together with `schedule`")
      .meta({ changes: [{ effect: "in place", text: "Pods are added or removed" }] }),
    schedule: cronSchedule
      .optional()
      .describe("Cron schedule, in UTC: the worker is then a CronJob")
      .meta({
        changes: [
          { effect: "in place", when: "another schedule", text: "Jobs start by the other schedule" },
          {
            effect: "removal",
            when: "given, or the field is removed",
            text: "The Deployment is deleted, and a CronJob is made; or the reverse",
          },
        ],
      }),
    cpu: cpuQuantity.describe("CPU that a pod requests").meta({ changes: changesOfPods }),
    memory: memoryQuantity
      .describe("Memory that a pod requests; also its memory limit")
      .meta({ changes: changesOfPods }),
  }),
  "either replicas or schedule, not both",
  { kind: "exclusive", fields: ["replicas", "schedule"] },
);

const workerName = /^[a-z]([a-z0-9-]{0,29}[a-z0-9])?$/;

/** Names that the chart gives to other objects. */
const reservedNames = ["api", "migration"];

const workerNames = `names of up to 31 lower-case letters, digits and hyphens, except ${reservedNames.join(" and ")}`;

/** Options of a stage for the application. */
export const applicationOptions = z.strictObject({
  imageTag: imageTag
    .describe(
      `Tag of the image \`${imageName}\`. An image with only a SHA tag expires in the registry after newer ones`,
    )
    .meta({
      changes: [
        {
          effect: "rolling",
          text: "The migration of the new image runs while the old pods serve. If it succeeds, the pods are replaced; if it fails, the old pods stay. An older image gets the schema of the newer one: no migration runs backwards",
          isOneWay: true,
        },
      ],
    }),
  imageDigest: imageDigest
    .optional()
    .describe("Digest of the image. Pods are started by it and not by the tag, which is then only a name")
    .meta({
      changes: [
        { effect: "rolling", when: "another one", text: "As another `imageTag`", isOneWay: true },
        {
          effect: "rolling",
          when: "given, or the field is removed",
          text: "Pods are replaced, also if tag and digest name the same image",
        },
      ],
    }),
  api: ruled(
    ruled(
      ruled(
        z.strictObject({
          minReplicas: wholeNumber(1, 100, "pods")
            .default(2)
            .describe("Lowest number of pods")
            .meta({ changes: [{ effect: "in place", text: "The autoscaler adds or removes pods" }] }),
          maxReplicas: wholeNumber(1, 100, "pods")
            .default(6)
            .describe("Highest number of pods of the autoscaler")
            .meta({ changes: [{ effect: "in place", text: "The autoscaler adds or removes pods" }] }),
          cpu: cpuQuantity.default("1").describe("CPU that a pod requests"),
          cpuLimit: cpuQuantity.default("2").describe("CPU limit of a pod"),
          memory: memoryQuantity.default("2Gi").describe("Memory that a pod requests"),
          memoryLimit: memoryQuantity.default("4Gi").describe("Memory limit of a pod"),
        }),
        "a highest number of pods that is not below the lowest",
        { kind: "notBelow", field: "maxReplicas", other: "minReplicas", percent: 100 },
      ),
      "a CPU limit that is not below the CPU that a pod requests",
      { kind: "quantityNotBelow", field: "cpuLimit", other: "cpu" },
    ),
    "a memory limit that is not below the memory that a pod requests",
    { kind: "quantityNotBelow", field: "memoryLimit", other: "memory" },
  )
    .prefault({})
    .describe("The API")
    .meta({ changes: [{ effect: "rolling", text: "The pods of the API are replaced" }] }),
  workers: ruled(z.record(z.string(), workerSchema), workerNames, {
    kind: "keys",
    source: workerName.source,
    reserved: reservedNames,
  })
    .meta({
      example: {
        charts: { command: ["python", "charts.py"], schedule: "0 6 * * *", cpu: "500m", memory: "1Gi" },
        worker: { command: ["python", "worker.py"], replicas: 2, cpu: "500m", memory: "2Gi" },
      },
    })
    .default({})
    .describe("Workers by name: processes beside the API, from the same image")
    .meta({
      changes: [
        { effect: "in place", when: "one is added", text: "The worker is started" },
        {
          effect: "removal",
          when: "one is removed",
          text: "The worker is stopped; a job of its CronJob that runs is ended",
        },
      ],
    }),
  host: domainName
    .meta({ accepted: "a host name, such as api.example.com", example: "api.example.com" })
    .optional()
    .describe("Host name of the API; without one there is no Ingress")
    .meta({
      changes: [
        {
          effect: "interruption",
          when: "another one",
          text: "The record of the old name is deleted, and that of the new one is made: clients must use the new name",
        },
        {
          effect: "in place",
          when: "given",
          text: "The load balancer and the record are made: the API answers from outside of the cluster",
        },
        {
          effect: "removal",
          when: "the field is removed",
          text: "The load balancer and the record are deleted: the API does not answer from outside of the cluster",
        },
      ],
    }),
});

/** Inputs of {@link Application}. */
export const applicationSchema = applicationOptions
  .extend({
    namespace: kubernetesName
      .default(namespaces.application)
      .describe("Namespace of the releases; it must exist"),
    databaseRolesNamespace: kubernetesName
      .default(namespaces.databaseRoles)
      .describe(
        "Namespace of the roles Job, which gets the password of the master user; it must exist, and only administrators should have access to it",
      ),
    region: region.describe("Region of Secrets Manager"),
    secretReaders: z
      .strictObject({
        applicationRoleArn: roleArn
          .meta({ example: "arn:aws:iam::123456789012:role/artist-example-secrets-application" })
          .describe("of API, workers and migration"),
        databaseRolesRoleArn: roleArn
          .meta({ example: "arn:aws:iam::123456789012:role/artist-example-secrets-database-roles" })
          .describe("of the roles Job"),
      })
      .describe("ARNs of the IAM roles that read the secrets, with the namespace as their external ID"),
    imageRepositoryUrl: nonEmpty
      .meta({ example: `123456789012.dkr.ecr.us-east-1.amazonaws.com/${imageName}` })
      .describe(`URL of the repository of the image \`${imageName}\``),
    database: z
      .strictObject({
        host: nonEmpty
          .meta({ example: "artist-example.abc123.us-east-1.rds.amazonaws.com" })
          .describe("Host name of the writer"),
        port: wholeNumber(1, 65535, "a TCP port").meta({ example: 5432 }).describe("TCP port"),
        name: nonEmpty.meta({ example: "artist" }).describe("Name of the application's database"),
        masterSecretArn: arn
          .meta({ example: "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!db-1234" })
          .describe(
            "Secrets Manager ARN of the secret of the master user (JSON: `username`, `password`); only the roles Job reads it",
          ),
        roleSecretNames: z
          .record(z.string(), existingSecretName)
          .meta({
            example: Object.fromEntries(
              databaseRoles.map((role) => [role, `artist-example/database/${role}`]),
            ),
          })
          .describe(
            "Secrets Manager names of the secrets of the database roles `migrator`, `app` and `readonly` (JSON: `username`, `password`)",
          ),
        roleSecretsVersion: wholeNumber(1, 1_000_000, "password changes").describe(
          "Version of the passwords of the database roles. A change runs the roles Job again and restarts the pods",
        ),
        subnetCidrs: list(cidr(8, 32), "one or more IPv4 CIDR blocks", 1).describe(
          "CIDR blocks of the database's subnets",
        ),
      })
      .describe("The database, as the data layer publishes it"),
    apiKeySecretNames: z
      .record(z.string(), existingSecretName)
      .meta({ example: { OPENAI_API_KEY: "artist-example/api-keys/OPENAI_API_KEY" } })
      .default({})
      .describe(
        "Secrets Manager names of the secrets of the third-party keys, by environment variable. A secret is the key alone, not JSON",
      ),
    mediaVolumeHandle: volumeHandle
      .optional()
      .describe(
        "EFS file system and access point where API and workers keep generated media; needs the release aws-efs-csi-driver. Without it, media is lost with the pod that made it",
      ),
    certificateArn: arn
      .meta({
        example: "arn:aws:acm:us-east-1:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab",
      })
      .optional()
      .describe(
        "ARN of the ACM certificate of `host`; without one, the load balancer controller searches for a certificate of the host name",
      ),
    publicSubnetIds: subnetIds
      .optional()
      .describe(
        "IDs of the load balancer's subnets. If they change, the controller changes the subnets of the same load balancer. Without them, it finds subnets by the tag `kubernetes.io/role/elb` when it makes the load balancer, and keeps these",
      ),
    publicSubnetCidrs: list(cidr(8, 32), "one or more IPv4 CIDR blocks", 1).describe(
      "CIDR blocks of the load balancer's subnets",
    ),
    monitoringNamespace: kubernetesName.default(namespaces.monitoring).describe("Namespace of Prometheus"),
  })
  .describe(
    "The application in two releases: what it needs, then API, workers and migration. Needs the releases aws-load-balancer-controller, external-dns, external-secrets and kube-prometheus-stack",
  );

/** Configuration of {@link Application}. */
export type ApplicationConfig = z.infer<typeof applicationSchema>;

/** Outputs of {@link Application}. */
export const applicationContract = new Contract({
  application_namespace: text("Kubernetes namespace of the application"),
  application_release: text("Name of the Helm release of the application"),
  application_image: text("Image that the application runs"),
});
