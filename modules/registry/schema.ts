import { z } from "zod";
import { pattern, wholeNumber } from "../rules";

/** What a set of ECR repositories is made from. */
export const registrySchema = z.strictObject({
  /** Names of the repositories, by which images are pushed and pulled. */
  repositories: z
    .array(
      pattern(/^[a-z0-9]+([._/-][a-z0-9]+)*$/, "an ECR repository name in lower case, such as ai-artist-api"),
    )
    .min(1),
  /** Tagged images that are kept in each repository; older ones expire. */
  keepImages: wholeNumber(1, 1000, "images"),
  /** ARN of the KMS key that encrypts the images. */
  kmsKeyArn: z.string(),
});

/** Configuration of {@link Registry}. */
export type RegistryConfig = z.infer<typeof registrySchema>;
