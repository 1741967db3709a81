import type { Account } from "../config";
import type { GithubRolesConfig } from "../modules/aws/github-roles/schema";
import type { LayerOutputs } from "../modules/layers/contracts";
import { prefixOf } from "./inputs";
import {
  accountTags,
  githubRolesName,
  repositoryArn,
  stateBucketName,
  type Place,
  type StagePlace,
} from "./place";

/** Secrets of a stage with values that Terraform makes. */
const planned = ["database", "grafana"];

/** Inputs of the roles of GitHub Actions of an account. */
export const githubRolesInputs = (
  { account }: Place,
  delivery: NonNullable<Account["delivery"]>,
  stages: readonly StagePlace[],
  bootstrap: LayerOutputs["bootstrap"],
): GithubRolesConfig => ({
  repository: delivery.repository,
  images: delivery.applicationRepository && {
    githubRepository: delivery.applicationRepository,
    // No other workflow of that repository: an image is scanned before it is pushed.
    workflow: `${delivery.repository.name}/.github/workflows/image.yml@refs/heads/main`,
    repositoryArns: account.registry.repositories.map((name) => repositoryArn(account, name)),
  },
  name: githubRolesName,
  accountId: account.id,
  environments: Object.fromEntries(stages.map((place) => [place.stageName, prefixOf(place)])),
  environmentTag: "Stage",
  deployWorkflow: "deploy.yml",
  regions: [...new Set(stages.map(({ region }) => region))].sort(),
  stateBucketName: stateBucketName(account),
  stateKmsKeyArn: bootstrap.state_kms_key_arn,
  imageKmsKeyArn: bootstrap.image_kms_key_arn,
  planBucketArns: stages.map((place) => `arn:aws:s3:::${prefixOf(place)}-*`),
  planSecretArns: stages.flatMap((place) =>
    planned.map(
      (folder) =>
        `arn:aws:secretsmanager:${place.region}:${account.id}:secret:${prefixOf(place)}/${folder}/*`,
    ),
  ),
  tags: accountTags,
});
