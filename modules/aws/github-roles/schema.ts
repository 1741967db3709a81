import { z } from "zod";
import { Contract, map, text } from "../../kit/contract";
import {
  accountId,
  arn,
  distinctList,
  distinctMap,
  kmsKeyArn,
  list,
  nonEmpty,
  pattern,
  region,
  resourceName,
  ruled,
} from "../../kit/rules";
import { existingBucketName } from "../bucket/schema";
import { roleInputs, taggedInputs } from "../common";

const githubId = pattern(/^[1-9]\d{0,18}$/, "an ID of GitHub: a number as a text", "123456");

/**
 * A repository of GitHub. The subject of a token has its name, or name and IDs in repositories that were made or renamed
 * since July 2026. https://docs.github.com/en/actions/reference/security/oidc
 */
export const githubRepository = z.strictObject({
  name: pattern(
    /^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}\/[\w.-]{1,100}$/,
    "a repository of GitHub with its owner, such as example/ai-artist-infrastructure",
    "example/ai-artist-infrastructure",
  ).describe("Owner and name, such as `example/infrastructure`"),
  ids: z
    .strictObject({
      owner: githubId.describe("ID of the owner: `gh api users/<owner> --jq .id`"),
      repository: githubId
        .meta({ example: "456789" })
        .describe("ID of the repository: `gh api repos/<owner>/<name> --jq .id`"),
    })
    .optional()
    .describe(
      "IDs, which tokens of repositories that were made or renamed since July 2026 have beside the names. With them, only such tokens are accepted: another repository that gets the name later is not",
    ),
});

const githubRoleName = resourceName.meta({ example: "artist-github" });

/** Inputs of the roles of GitHub Actions. */
export const githubRolesSchema = z
  .strictObject({
    name: githubRoleName.describe(
      "Prefix of the names of the roles and of the boundaries. No name of an environment's resources may begin with it",
    ),
    accountId: accountId.describe("ID of the AWS account of the roles"),
    providerArn: arn
      .meta({
        example: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
        known: "it decides how many resources there are",
      })
      .optional()
      .describe(
        "ARN of the IAM OIDC provider of GitHub, if the account has one already: an account can have only one. null: the module makes it",
      ),
    repository: githubRepository.describe("Repository whose workflows plan and deploy"),
    images: z
      .strictObject({
        githubRepository: githubRepository.describe(
          "Repository that pushes images, from `main` and from tags",
        ),
        workflow: pattern(
          /^[\w.-]+\/[\w.-]+\/\.github\/workflows\/[\w.*-]+@[\w./*-]+$/,
          "owner, repository, file and version of a workflow, such as example/infrastructure/.github/workflows/image.yml@refs/heads/main",
          "example/infrastructure/.github/workflows/image.yml@refs/heads/main",
        ).describe(
          "Workflow that alone may push, as the claim [job_workflow_ref](https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-with-reusable-workflows) has it: one of the repository, or a reusable one that it calls. `*` matches any characters",
        ),
        repositoryArns: list(arn, "one or more ARNs of ECR repositories", 1)
          .meta({ example: ["arn:aws:ecr:us-east-1:123456789012:repository/ai-artist-api"] })
          .describe("ARNs of the ECR repositories that they push to"),
      })
      .optional()
      .describe(
        "What pushes images, and to where. null: no role may, as in an account that gets its images by replication",
      ),
    environments: ruled(
      distinctMap(
        resourceName.meta({ example: "artist-example" }),
        "different prefixes of names: 3 to 32 lower-case letters, digits and hyphens",
        0,
      ),
      "names of environments of 1 to 23 lower-case letters, digits and hyphens",
      { kind: "keys", source: "^[a-z][a-z0-9-]{0,22}$" },
    )
      .meta({ example: { staging: "artist-staging" } })
      .describe(
        "Prefix of the names of an environment's resources, by the name of the environment in GitHub. Each gets a role that deploys it. Its resources have the tag `environmentTag`, its states are the objects that begin with its name and a hyphen, and its saved plans those below `plans/<name>/`. No prefix may be another one with a hyphen after it",
      ),
    environmentTag: nonEmpty
      .default("Stage")
      .meta({ example: "Stage" })
      .describe("Tag with the name of the environment, which the resources of every environment have"),
    deployWorkflow: pattern(
      /^[\w.-]+\.ya?ml$/,
      "the name of a file in .github/workflows, such as deploy.yml",
      "deploy.yml",
    )
      .default("deploy.yml")
      .describe("File in `.github/workflows` with the workflow that deploys. Only its version on `main` may"),
    regions: distinctList(region, "one or more AWS regions", 1)
      .meta({ example: ["us-east-1"] })
      .describe("Regions of the environments"),
    stateBucketName: existingBucketName.describe("Name of the bucket that holds the states"),
    stateKmsKeyArn: kmsKeyArn.describe("ARN of the KMS key that encrypts the states"),
    imageKmsKeyArn: kmsKeyArn.describe("ARN of the KMS key that encrypts the images"),
    planBucketArns: list(arn, "one or more ARNs of buckets", 1)
      .meta({ example: ["arn:aws:s3:::artist-example-*"] })
      .describe("ARNs of the S3 buckets of the environments. `*` at the end matches the rest of a name"),
    planSecretArns: list(arn, "one or more ARNs of secrets", 1)
      .meta({ example: ["arn:aws:secretsmanager:us-east-1:123456789012:secret:artist-example/database/*"] })
      .describe(
        "ARNs of the Secrets Manager secrets whose values Terraform makes: the provider reads them in each plan. `-??????` or `*` at the end matches the suffix that Secrets Manager adds to the name. The roles read no other values",
      ),
    ...taggedInputs,
    ...roleInputs,
  })
  .describe(
    "IAM roles that workflows of GitHub Actions assume without a stored secret: one that plans, one for each environment that deploys, and, if wanted, one that pushes images; and the permissions boundary of each environment",
  );

/** Configuration of {@link GithubRoles}. */
export type GithubRolesConfig = z.infer<typeof githubRolesSchema>;

/** Outputs of the roles of GitHub Actions. */
export const githubRolesContract = new Contract({
  plan_role_arn: text("ARN of the role that plans"),
  image_role_arn: text("ARN of the role that pushes images; null if there is none"),
  deploy_role_arns: map("ARNs of the roles that deploy, by environment"),
  permissions_boundary_arns: map(
    "ARNs of the permissions boundaries, by environment: of the role that deploys it, and of every role that it makes",
  ),
  oidc_provider_arn: text("ARN of the IAM OIDC provider of GitHub"),
});
