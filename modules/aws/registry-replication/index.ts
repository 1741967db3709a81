import { EcrReplicationConfiguration } from "@cdktf/provider-aws/lib/ecr-replication-configuration";
import { Construct } from "constructs";
import type { ContractValues } from "../../kit/contract";
import { addBlocks, nestedBlocks } from "../../kit/blocks";
import {
  registryReplicationContract,
  registryReplicationSchema,
  type RegistryReplicationConfig,
} from "./schema";

export * from "./schema";

/** The entries of a block that there is once. */
const once = { once: "" };

/**
 * The replication of an ECR registry. Only images that are pushed after it is deployed are copied.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html
 *
 * @example new RegistryReplication(this, "registry_replication", { repositories: { api: "ai-artist-api" },
 *   destinations: { prod: { accountId: "444455556666", region: "us-east-1" } } });
 */
export class RegistryReplication extends Construct {
  static readonly schema = registryReplicationSchema;
  static readonly contract = registryReplicationContract;
  readonly outputs: ContractValues<typeof registryReplicationContract>;

  constructor(scope: Construct, id: string, config: RegistryReplicationConfig) {
    super(scope, id);
    const replication = new EcrReplicationConfiguration(this, "Default");
    addBlocks(replication, "replication_configuration", once, () => ({
      rule: nestedBlocks(once, () => ({
        destination: nestedBlocks(config.destinations, ({ field }) => ({
          registry_id: field("accountId"),
          region: field("region"),
        })),
        repository_filter: nestedBlocks(config.repositories, ({ value }) => ({
          filter: value,
          filter_type: "PREFIX_MATCH",
        })),
      })),
    }));
    this.outputs = { registry_id: replication.registryId };
  }
}
