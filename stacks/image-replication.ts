import type { Configuration } from "../config";
import type { RegistryPolicyConfig } from "../modules/aws/registry-policy/schema";
import type { RegistryReplicationConfig } from "../modules/aws/registry-replication/schema";
import { placeOfAccount, repositoryArn, type Place } from "./place";

/*
 * `registry.replicateTo` of an account is both sides: the replication of its registry, and what the policies of the other
 * registries allow.
 */

/** Inputs of the replication of an account's registry; undefined if its images stay in the account. */
export function registryReplicationInputs(
  { account }: Place,
  configuration: Configuration,
): RegistryReplicationConfig | undefined {
  const { repositories, replicateTo } = account.registry;
  const destinations = replicateTo.map((name) => {
    const { account: other, region } = placeOfAccount(name, configuration);
    return [name, { accountId: other.id, region }] as const;
  });
  return destinations.length === 0
    ? undefined
    : {
        repositories: Object.fromEntries(repositories.map((name) => [name, name])),
        destinations: Object.fromEntries(destinations),
      };
}

/** Inputs of the policy of an account's registry; undefined if no other account replicates into it. */
export function registryPolicyInputs(
  { accountName, account }: Place,
  { accounts }: Configuration,
): RegistryPolicyConfig | undefined {
  const sources = Object.entries(accounts)
    .filter(([, { registry }]) => registry.replicateTo.includes(accountName))
    .map(([name, { id, registry }]) => [
      name,
      {
        accountId: id,
        repositoryArns: registry.repositories.map((repository) => repositoryArn(account, repository)),
      },
    ]);
  return sources.length === 0
    ? undefined
    : { sources: Object.fromEntries(sources) as RegistryPolicyConfig["sources"] };
}
