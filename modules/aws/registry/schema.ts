import { z } from "zod";
import { Contract, map } from "../../kit/contract";
import { distinctMap, extended, kmsKeyArn, pattern, ruled, wholeNumber } from "../../kit/rules";
import { taggedInputs } from "../common";

/** Name of an ECR repository. https://docs.aws.amazon.com/AmazonECR/latest/userguide/Repositories.html */
export const repositoryName = ruled(
  pattern(
    /^[a-z0-9]+([._/-][a-z0-9]+)*$/,
    "an ECR repository name in lower case, such as ai-artist-api",
    "ai-artist-api",
  ),
  "an ECR repository name of 2 to 256 characters",
  { kind: "pattern", source: "^.{2,256}$" },
).meta({ example: "ai-artist-api" });

/** Tags of releases, whose images a registry keeps. */
export const releaseTag = {
  accepted: "a semantic version, such as 1.4.2",
  source: "^v?(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(-[0-9A-Za-z.-]+)?$",
  /** The same for a lifecycle policy, which has no regular expressions: no other accepted tag has dots. */
  lifecyclePattern: "*.*.*",
};

/** What is accepted as the repositories of an account. */
export const repositoriesAccepted = "one or more different names of ECR repositories";

/** Options of the ECR repositories of an account. */
export const registryOptions = z.strictObject({
  repositories: distinctMap(repositoryName, repositoriesAccepted, 1)
    .meta({ example: { api: "ai-artist-api" } })
    .describe(
      "Names of the repositories, by which images are pushed and pulled, by a name of your choice, which may be the same",
    ),
  keepImages: wholeNumber(1, 1000, "images")
    .default(50)
    .describe(
      "Newest images that are kept in each repository; older ones expire, except those with a semantic version as a tag",
    ),
});

/** Inputs of a set of ECR repositories. */
export const registrySchema = extended(registryOptions, {
  kmsKeyArn: kmsKeyArn.describe("ARN of the KMS key that encrypts the images"),
  ...taggedInputs,
}).describe(
  "ECR repositories with immutable tags and a scan at each push; releases are kept, other images expire",
);

/** Configuration of {@link Registry}. */
export type RegistryConfig = z.infer<typeof registrySchema>;

/** Outputs of a set of repositories. */
export const registryContract = new Contract({
  repository_arns: map("ARNs of the repositories, by the keys of `repositories`"),
  repository_urls: map("URLs of the repositories, by the keys of `repositories`"),
});
