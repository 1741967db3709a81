import type { z } from "zod";
import { accounts, emulatorAccount } from "./accounts";
import { checkConfiguration } from "./check";
import { local, type LocalConnection } from "./local";
import { production } from "./production";
import type { accountSchema, configurationSchema, stageSchema } from "./schema";
import { staging } from "./staging";

export { ConfigurationError } from "./check";
export type { LocalConnection } from "./local";
export type { Account, Configuration, Stage } from "./schema";

/** An account as the configuration writes it. */
export type AccountInput = z.input<typeof accountSchema>;
/** A stage as its file writes it. */
export type StageInput = z.input<typeof stageSchema>;
/** All accounts and stages as their files write them. */
export type ConfigurationInput = z.input<typeof configurationSchema>;

/**
 * All accounts and stages as their files write them. Without a connection, the stage `local` and its account are left
 * out.
 */
export const configurationOf = (connection?: LocalConnection): ConfigurationInput => ({
  accounts: { ...(connection && { emulator: emulatorAccount(connection) }), ...accounts },
  stages: { ...(connection && { local: local(connection) }), staging, production },
});

/** Reads and checks all accounts and stages. @throws {ConfigurationError} */
export const readConfiguration = (connection?: LocalConnection) =>
  checkConfiguration(configurationOf(connection));
