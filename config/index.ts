import { accounts, emulatorAccount } from "./accounts";
import { checkConfiguration } from "./check";
import { local, type LocalConnection } from "./local";
import { production } from "./production";
import type { ConfigurationInput } from "./schema";
import { staging } from "./staging";

export { ConfigurationError } from "./check";
export { localAdministrators, type LocalConnection } from "./local";
export type { Account, AccountInput, Configuration, ConfigurationInput, Stage, StageInput } from "./schema";

/**
 * All accounts and stages, not checked, without defaults. Without a connection, the stage `local` and its account are
 * omitted.
 */
export const configurationOf = (connection?: LocalConnection): ConfigurationInput => ({
  accounts: { ...(connection && { emulator: emulatorAccount(connection) }), ...accounts },
  stages: { ...(connection && { local: local(connection) }), staging, production },
});

/** Reads and checks all accounts and stages. @throws {ConfigurationError} */
export const readConfiguration = (connection?: LocalConnection) =>
  checkConfiguration(configurationOf(connection));
