import type { z } from "zod";
import { pattern } from "../../kit/rules";
import type { ChartRelease } from "../../kubernetes/helm-release";
import { namespaces } from "../../kubernetes/namespaces";
import { chartVersions } from "../../versions";
import { addonSchemaOf, identityFields } from "../schema";

/** Chart and release of {@link EfsCsiDriver}. */
export const efsCsiDriver = {
  ...chartVersions.efsCsiDriver,
  release: "aws-efs-csi-driver",
  namespace: namespaces.system,
} as const satisfies ChartRelease;

const arnOf = (kind: "file-system" | "access-point", id: string) => {
  const example = `arn:aws:elasticfilesystem:us-east-1:123456789012:${kind}/${id}`;
  const source = new RegExp(
    `^arn:aws(-[a-z]+)*:elasticfilesystem:[a-z0-9-]+:\\d{12}:${kind}/${id.split("-")[0]}-[0-9a-f]+$`,
  );
  return pattern(source, `the ARN of an EFS ${kind.replace("-", " ")}, such as ${example}`, example);
};

/** Inputs of {@link EfsCsiDriver}. */
export const efsCsiDriverSchema = addonSchemaOf(efsCsiDriver)
  .pick({ ...identityFields, namespace: true, chartMirror: true })
  .extend({
    fileSystemArn: arnOf("file-system", "fs-0a1b2c3d").describe(
      "ARN of the EFS file system that the nodes mount",
    ),
    accessPointArn: arnOf("access-point", "fsap-0a1b2c3d").describe(
      "ARN of the access point through which they mount it, and no other way",
    ),
  })
  .describe(
    "The EFS CSI driver, with its IAM role: pods mount an existing EFS file system. It makes no access points, so that it needs no permission for that",
  );

/** Configuration of {@link EfsCsiDriver}. */
export type EfsCsiDriverConfig = z.infer<typeof efsCsiDriverSchema>;
