import { z } from "zod";
import { ruled } from "../modules/kit/rules";

/**
 * The regions of AWS's partition `aws`, also those that an account has to enable. Those of China, GovCloud and other
 * partitions are refused: the product is not tested there, and the partitions of China have other domains of services.
 * https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
 */
export const regions: readonly string[] = [
  ...["us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "ca-west-1", "mx-central-1"],
  ...["sa-east-1", "af-south-1", "il-central-1", "me-central-1", "me-south-1"],
  ...["eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2"],
  ...["eu-west-1", "eu-west-2", "eu-west-3"],
  ...[
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
  ],
  ...["ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5"],
  ...["ap-southeast-6", "ap-southeast-7"],
];

/** Region of a stage or of an account. */
export const stageRegion = ruled(
  z.string(),
  "a region of AWS that config/regions.ts has, such as us-east-1; none of China, GovCloud or another partition",
  { kind: "oneOf", values: regions },
).meta({ example: "us-east-1" });
