import { z } from "zod";
import { Contract, text } from "../kit/contract";
import {
  arn,
  cidr,
  kubernetesName,
  list,
  nonEmpty,
  pattern,
  quantity,
  region,
  ruled,
  wholeNumber,
} from "../kit/rules";
import { secretName } from "../aws/secrets/schema";

/** Tag of an image that is released: nothing that moves, such as `latest`. */
export const imageTag = ruled(
  z.string(),
  "a semantic version, such as 1.4.2, or a git SHA of 7 to 40 hexadecimal digits",
  {
    kind: "either",
    rules: [
      { kind: "pattern", source: "^v?(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(-[0-9A-Za-z.-]+)?$" },
      { kind: "pattern", source: "^[0-9a-f]{7,40}$" },
    ],
  },
).meta({ example: "1.4.2" });

/** A worker: a process beside the API, from the same image. */
export const workerSchema = ruled(
  z.strictObject({
    command: list(z.string(), "one or more arguments", 1)
      .meta({ example: ["python", "worker.py"] })
      .describe("Command, as a list of arguments"),
    replicas: wholeNumber(0, 100, "pods")
      .optional()
      .describe("Pods that run it all the time; not with `schedule`"),
    schedule: pattern(/^(\S+\s+){4}\S+$/, "a cron schedule of five fields, such as 0 6 * * *", "0 6 * * *")
      .optional()
      .describe("When it is run, as cron writes it; then it is a CronJob"),
    cpu: quantity.describe("CPU that a pod requests"),
    memory: quantity.describe("Memory that a pod requests, and may not exceed"),
  }),
  "either replicas or schedule, not both",
  { kind: "exclusive", fields: ["replicas", "schedule"] },
);

const workerName = /^[a-z][a-z0-9-]{0,30}$/;

/** What runs of the application, as a stage gives it. */
export const applicationSchema = z.strictObject({
  imageTag: imageTag.describe("Tag of the image `ai-artist-api`"),
  api: ruled(
    z.strictObject({
      minReplicas: wholeNumber(1, 100, "pods").default(2).describe("Fewest pods"),
      maxReplicas: wholeNumber(1, 100, "pods")
        .default(6)
        .describe("Most pods: the autoscaler goes no further"),
      cpu: quantity.default("1").describe("CPU that a pod requests"),
      cpuLimit: quantity.default("2").describe("Most CPU of a pod"),
      memory: quantity.default("2Gi").describe("Memory that a pod requests"),
      memoryLimit: quantity.default("4Gi").describe("Memory that a pod may not exceed"),
    }),
    "a largest number of pods that is not below the smallest",
    { kind: "notBelow", field: "maxReplicas", other: "minReplicas", percent: 100 },
  )
    .prefault({})
    .describe("The API"),
  workers: ruled(z.record(z.string(), workerSchema), "names of lower-case letters, digits and hyphens", {
    kind: "keys",
    source: workerName.source,
  })
    .meta({
      example: {
        charts: { command: ["python", "charts.py"], schedule: "0 6 * * *", cpu: "500m", memory: "1Gi" },
        worker: { command: ["python", "worker.py"], replicas: 2, cpu: "500m", memory: "2Gi" },
      },
    })
    .default({})
    .describe("Workers by name: processes beside the API, from the same image"),
  host: pattern(/^([a-z0-9-]+\.)+[a-z]{2,}$/, "a host name, such as api.example.com", "api.example.com")
    .optional()
    .describe("Host name under which the API is reached; without one there is no Ingress"),
});

/** What the application's releases are made from. */
export const appSchema = applicationSchema
  .extend({
    namespace: kubernetesName.describe("Namespace, which exists"),
    region: region.describe("Region of Secrets Manager"),
    imageRepository: nonEmpty
      .meta({ example: "123456789012.dkr.ecr.us-east-1.amazonaws.com/ai-artist-api" })
      .describe("Repository of the image `ai-artist-api`"),
    database: z
      .strictObject({
        host: nonEmpty
          .meta({ example: "artist-example.abc123.us-east-1.rds.amazonaws.com" })
          .describe("Host name of the writer"),
        port: wholeNumber(1, 65535, "a TCP port").meta({ example: 5432 }).describe("TCP port"),
        name: nonEmpty.meta({ example: "artist" }).describe("Name of the application's database"),
        masterSecret: arn
          .meta({ example: "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!db-1234" })
          .describe("ARN of the secret of the master user, for the roles Job alone"),
        roleSecrets: z
          .record(z.string(), secretName)
          .meta({
            example: Object.fromEntries(
              ["migrator", "app", "readonly"].map((role) => [role, `artist-example/database/${role}`]),
            ),
          })
          .describe("Names of the secrets of the roles `migrator`, `app` and `readonly`"),
        roleSecretsVersion: wholeNumber(1, 1_000_000, "password changes").describe(
          "Version of the roles' passwords: another one runs the roles Job again, and rolls the pods",
        ),
        cidrs: list(cidr(8, 32), "one or more IPv4 CIDR blocks", 1).describe(
          "CIDR blocks of the database's subnets",
        ),
      })
      .describe("The database, as the data layer publishes it"),
    apiKeySecrets: z
      .record(z.string(), secretName)
      .meta({ example: { OPENAI_API_KEY: "artist-example/api-keys/OPENAI_API_KEY" } })
      .default({})
      .describe("Secrets Manager names of the third-party keys, by environment variable"),
    loadBalancerCidrs: list(cidr(8, 32), "one or more IPv4 CIDR blocks", 1).describe(
      "CIDR blocks of the load balancer's subnets",
    ),
    monitoringNamespace: kubernetesName.default("monitoring").describe("Namespace of Prometheus"),
  })
  .describe("The application in two releases: what it needs, then API, workers and migration");

/** Configuration of {@link App}. */
export type AppConfig = z.infer<typeof appSchema>;

/** What the application tells operators and other estates. */
export const appContract = new Contract({
  application_namespace: text("Kubernetes namespace of the application"),
  application_release: text("Name of the Helm release of the application"),
  application_image: text("Image that the application runs"),
});
