import { z } from "zod";
import { Contract, text } from "../../kit/contract";
import { accountId, distinctMap, region, ruled } from "../../kit/rules";
import { repositoriesAccepted, repositoryName } from "../registry/schema";

/** A registry: each account has one in each region. */
const registryPlace = z.strictObject({
  accountId: accountId.describe("ID of the AWS account of the registry"),
  region: region.describe("Region of the registry"),
});

/** Inputs of the replication of a registry. */
export const registryReplicationSchema = z
  .strictObject({
    repositories: ruled(
      distinctMap(repositoryName, repositoriesAccepted, 1),
      "up to 100 names of ECR repositories",
      { kind: "size", minimum: 1, maximum: 100 },
    )
      .meta({ example: { api: "ai-artist-api" } })
      .describe(
        "Names of the repositories whose images are copied, by a name of your choice, which may be the same. ECR compares them with the beginnings of names: repositories whose names only begin with one of them are copied too",
      ),
    destinations: ruled(z.record(z.string(), registryPlace), "1 to 25 registries, by names of your choice", {
      kind: "size",
      minimum: 1,
      maximum: 25,
    })
      .meta({ example: { prod: { accountId: "444455556666", region: "us-east-1" } } })
      .describe(
        "Registries that get a copy of each image, by a name of your choice. Each must have the repositories, and allow this account to replicate into them: module registry-policy",
      ),
  })
  .describe(
    "Copies each image that is pushed to an ECR registry, with its tags and its digest, to registries of other accounts or regions. A registry has one such configuration",
  );

/** Configuration of {@link RegistryReplication}. */
export type RegistryReplicationConfig = z.infer<typeof registryReplicationSchema>;

/** Outputs of the replication of a registry. */
export const registryReplicationContract = new Contract({
  registry_id: text("ID of the registry: that of its account"),
});
