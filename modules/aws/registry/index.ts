import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { byKey, eachOf, instance } from "../../kit/terms";
import type { ContractValues } from "../../kit/contract";
import { applyCommon } from "../common";
import { registryContract, registrySchema, releaseTag, type RegistryConfig } from "./schema";

export * from "./schema";

/**
 * ECR repositories with immutable tags and a scan at each push. Releases are kept, other images expire; signatures and
 * attestations that refer to an image (OCI 1.1) expire with it.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/Repositories.html
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
 *
 * @example new Registry(this, "registry", { repositories: { api: "ai-artist-api" }, keepImages: 50, kmsKeyArn: key.arn });
 */
export class Registry extends Construct {
  static readonly schema = registrySchema;
  static readonly contract = registryContract;
  readonly outputs: ContractValues<typeof registryContract>;

  constructor(scope: Construct, id: string, config: RegistryConfig) {
    super(scope, id);
    const name = eachOf(config.repositories);
    const repository = new EcrRepository(this, "Default", {
      forEach: name,
      name: name.value,
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [{ encryptionType: "KMS", kmsKey: config.kmsKeyArn }],
    });
    const expiry = (rulePriority: number, description: string, selection: Record<string, unknown>) => ({
      rulePriority,
      description,
      selection,
      action: { type: "expire" },
    });
    new EcrLifecyclePolicy(this, "lifecycle", {
      forEach: name,
      repository: instance(repository, name.key, "name"),
      policy: Fn.jsonencode({
        rules: [
          // ECR has no action that keeps an image: this rule selects the releases, so that no later rule may expire them.
          expiry(1, "Images with a semantic version stay", {
            tagStatus: "tagged",
            tagPatternList: [releaseTag.lifecyclePattern],
            countType: "imageCountMoreThan",
            countNumber: 100_000,
          }),
          expiry(2, "Untagged images expire after a week", {
            tagStatus: "untagged",
            countType: "sinceImagePushed",
            countUnit: "days",
            countNumber: 7,
          }),
          expiry(3, "The newest images stay", {
            tagStatus: "any",
            countType: "imageCountMoreThan",
            countNumber: config.keepImages,
          }),
        ],
      }),
    });
    applyCommon(this, config);
    this.outputs = {
      repository_arns: byKey(repository, "arn"),
      repository_urls: byKey(repository, "repository_url"),
    };
  }
}
