import type { z } from "zod";
import { accounts } from "./accounts";
import { checkConfiguration } from "./check";
import { local } from "./local";
import { production } from "./production";
import type { configurationSchema, stageSchema } from "./schema";
import { staging } from "./staging";

export { ConfigurationError } from "./check";
export type { Account, Configuration, Stage } from "./schema";

/** A stage as its file writes it. */
export type StageInput = z.input<typeof stageSchema>;

/** All accounts and stages as their files write them. */
export const configuration: z.input<typeof configurationSchema> = {
  accounts,
  stages: { local, staging, production },
};

/** Reads and checks all accounts and stages. @throws {ConfigurationError} */
export const readConfiguration = () => checkConfiguration(configuration);
