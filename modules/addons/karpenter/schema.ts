import type { z } from "zod";
import { arn, nonEmpty, roleArn } from "../../kit/rules";
import type { ChartRelease } from "../../kubernetes/helm-release";
import { namespaces } from "../../kubernetes/namespaces";
import { chartVersions } from "../../versions";
import { addonSchemaOf } from "../schema";

/** Chart and release of {@link Karpenter}. */
export const karpenter = {
  ...chartVersions.karpenter,
  release: "karpenter",
  namespace: namespaces.system,
} as const satisfies ChartRelease;

/** Inputs of {@link Karpenter}. */
export const karpenterSchema = addonSchemaOf(karpenter)
  .omit({ admissionWebhooks: true })
  .extend({
    nodeRoleArn: roleArn
      .meta({ example: "arn:aws:iam::123456789012:role/artist-example-karpenter-nodes" })
      .describe("ARN of the IAM role of the nodes: the only role that Karpenter may give to an instance"),
    queueName: nonEmpty
      .meta({ example: "artist-example-karpenter" })
      .describe("Name of the SQS queue with the interruptions of instances"),
    queueArn: arn
      .meta({ example: "arn:aws:sqs:us-east-1:123456789012:artist-example-karpenter" })
      .describe("ARN of that queue"),
  })
  .describe(
    "Karpenter, which adds and removes nodes, with its IAM role. Needs the releases karpenter-crd and prometheus-operator-crds, and nodes that Karpenter did not add",
  );

/** Configuration of {@link Karpenter}. */
export type KarpenterConfig = z.infer<typeof karpenterSchema>;
