import type { z } from "zod";
import { arn } from "../../kit/rules";
import type { ChartRelease } from "../../kubernetes/helm-release";
import { namespaces } from "../../kubernetes/namespaces";
import { chartVersions } from "../../versions";
import { addonSchemaOf } from "../schema";

/** Chart and release of {@link EfsCsiDriver}. */
export const efsCsiDriver = {
  ...chartVersions.efsCsiDriver,
  release: "aws-efs-csi-driver",
  namespace: namespaces.system,
} as const satisfies ChartRelease;

/** Inputs of {@link EfsCsiDriver}. */
export const efsCsiDriverSchema = addonSchemaOf(efsCsiDriver)
  .pick({ name: true, namespace: true, clusterName: true, chartMirror: true })
  .extend({
    fileSystemArn: arn
      .meta({ example: "arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/fs-0a1b2c3d" })
      .describe("ARN of the EFS file system that the nodes mount"),
    accessPointArn: arn
      .meta({ example: "arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/fsap-0a1b2c3d" })
      .describe("ARN of the access point through which they mount it, and no other way"),
  })
  .describe(
    "The EFS CSI driver, with its IAM role: pods mount an existing EFS file system. It makes no access points, so that it needs no permission for that",
  );

/** Configuration of {@link EfsCsiDriver}. */
export type EfsCsiDriverConfig = z.infer<typeof efsCsiDriverSchema>;
