import { imageName } from "../modules/app/schema";
import type { LocalConnection } from "./local";
import type { AccountInput } from "./schema";

/**
 * Examples: replace the repositories with your own, or remove `delivery` from the accounts. No repository of GitHub has these
 * names with these IDs, so that nobody can assume the roles until then.
 */
const repository = { name: "example/ai-artist-infrastructure", ids: { owner: "1", repository: "1" } };
const applicationRepository = { name: "example/ai-artist", ids: { owner: "1", repository: "1" } };

const registry = { repositories: [imageName], keepImages: 50 };

/**
 * The AWS accounts. The ids of `nonprod` and `prod` are examples of the AWS documentation: replace them with your own.
 * Terraform fails if the credentials are of another account.
 */
export const accounts: Record<string, AccountInput> = {
  // Images are pushed to `nonprod`. Production runs the image that staging has run, from the registry of its own account,
  // into which no workflow pushes.
  nonprod: {
    id: "111122223333",
    region: "us-east-1",
    registry: { ...registry, replicateTo: ["prod"] },
    delivery: { repository, applicationRepository },
  },
  prod: { id: "444455556666", region: "us-east-1", registry, delivery: { repository } },
};

/** The account of the stage `local`: AWS emulators on this machine. */
export const emulatorAccount = ({ emulator }: LocalConnection): AccountInput => ({
  id: "123456789012",
  region: "us-east-1",
  registry,
  delivery: { repository, applicationRepository },
  emulator,
});
