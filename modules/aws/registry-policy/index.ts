import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { EcrRegistryPolicy } from "@cdktf/provider-aws/lib/ecr-registry-policy";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { addBlocks } from "../../kit/blocks";
import type { ContractValues } from "../../kit/contract";
import { registryPolicyContract, registryPolicySchema, type RegistryPolicyConfig } from "./schema";

export * from "./schema";

/**
 * The permissions policy of an ECR registry. It does not allow `ecr:CreateRepository`: ECR would make a repository without
 * the encryption, the lifecycle and the immutable tags of the others.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-permissions-create-replication.html
 *
 * @example new RegistryPolicy(this, "registry_policy", { sources: { nonprod: { accountId: "111122223333",
 *   repositoryArns: ["arn:aws:ecr:us-east-1:444455556666:repository/ai-artist-api"] } } });
 */
export class RegistryPolicy extends Construct {
  static readonly schema = registryPolicySchema;
  static readonly contract = registryPolicyContract;
  readonly outputs: ContractValues<typeof registryPolicyContract>;

  constructor(scope: Construct, id: string, config: RegistryPolicyConfig) {
    super(scope, id);
    const { partition } = new DataAwsPartition(this, "partition");
    const document = new DataAwsIamPolicyDocument(this, "document");
    addBlocks(document, "statement", config.sources, ({ field }) => ({
      actions: ["ecr:ReplicateImage"],
      resources: field("repositoryArns"),
      principals: [
        {
          type: "AWS",
          identifiers: [`arn:${partition}:iam::${Token.asString(field("accountId"))}:root`],
        },
      ],
    }));
    const policy = new EcrRegistryPolicy(this, "Default", { policy: document.json });
    this.outputs = { registry_id: policy.registryId };
  }
}
