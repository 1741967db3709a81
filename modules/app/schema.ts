import { z } from "zod";
import { pattern, quantity, wholeNumber } from "../rules";

const semanticVersion = /^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?$/;
const gitSha = /^[0-9a-f]{7,40}$/;

/** Tag of an image that is released: nothing that moves, such as `latest`. */
export const imageTag = z
  .string()
  .refine((tag) => semanticVersion.test(tag) || gitSha.test(tag))
  .meta({ accepted: "a semantic version, such as 1.4.2, or a git SHA of 7 to 40 hexadecimal digits" });

/** A worker: a process beside the API, from the same image. */
export const workerSchema = z
  .strictObject({
    /** Command, as a list of arguments. */
    command: z.array(z.string()).min(1),
    /** Pods that run it all the time; not with `schedule`. */
    replicas: wholeNumber(0, 100, "pods").optional(),
    /** When it is run, as cron writes it; then it is a CronJob. */
    schedule: pattern(/^(\S+\s+){4}\S+$/, "a cron schedule of five fields, such as 0 6 * * *").optional(),
    /** CPU that a pod requests. */
    cpu: quantity,
    /** Memory that a pod requests, and may not exceed. */
    memory: quantity,
  })
  .refine((worker) => worker.replicas === undefined || worker.schedule === undefined, {
    path: ["schedule"],
    params: { accepted: "either replicas or schedule, not both" },
  });

/** What the application's releases are made from. */
export const appSchema = z.strictObject({
  /** Tag of the image `ai-artist-api`. */
  imageTag,
  /** The API. */
  api: z
    .strictObject({
      /** Fewest pods. */
      minReplicas: wholeNumber(1, 100, "pods"),
      /** Most pods: the autoscaler goes no further. */
      maxReplicas: wholeNumber(1, 100, "pods"),
      /** CPU that a pod requests. */
      cpu: quantity,
      /** Most CPU of a pod. */
      cpuLimit: quantity,
      /** Memory that a pod requests. */
      memory: quantity,
      /** Memory that a pod may not exceed. */
      memoryLimit: quantity,
    })
    .refine((api) => api.minReplicas <= api.maxReplicas, {
      path: ["maxReplicas"],
      params: { accepted: "a maxReplicas that is not below minReplicas" },
    }),
  /** Workers by name. */
  workers: z.record(
    pattern(/^[a-z][a-z0-9-]{0,30}$/, "a name of lower-case letters, digits and hyphens"),
    workerSchema,
  ),
  /** Host name under which the API is reached; without one there is no Ingress. */
  host: pattern(/^([a-z0-9-]+\.)+[a-z]{2,}$/, "a host name, such as api.example.com").optional(),
});

/** Configuration of {@link App} as a stage gives it. */
export type AppConfig = z.infer<typeof appSchema>;
