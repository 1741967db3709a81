import type { z } from "zod";
import { readEnvironment } from "../local/environment";
import type { accountSchema } from "./schema";

const registry = { repositories: ["ai-artist-api"], keepImages: 50 };

// Before the machine-local environment was started, its addresses are not known yet.
const emulator = readEnvironment()?.aws ?? { default: "http://127.0.0.1:4566", eks: "http://127.0.0.1:4567" };

/**
 * The AWS accounts. The ids of `nonprod` and `prod` are those of AWS's documentation: put your own in their place.
 * Terraform refuses to work in any account but the one that is named here.
 */
export const accounts: Record<string, z.input<typeof accountSchema>> = {
  emulator: {
    id: "123456789012",
    region: "us-east-1",
    registry,
    emulator: { endpoint: emulator.default, eksEndpoint: emulator.eks },
  },
  nonprod: { id: "111122223333", region: "us-east-1", registry },
  prod: { id: "444455556666", region: "us-east-1", registry },
};
