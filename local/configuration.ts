import { readConfiguration, type Configuration, type LocalConnection } from "../config";
import { UserError } from "../terraform/user-error";
import { localConnection } from "./environment-file";

/** How the stage `local` is reached; a damaged file is reported, and leaves that stage out. */
function connection(): LocalConnection | undefined {
  try {
    return localConnection();
  } catch (error) {
    if (!(error instanceof UserError)) {
      throw error;
    }
    console.error(`${error.message}. Until then the stage local is left out.`);
    return undefined;
  }
}

/** The configuration of all stages, the stage `local` as this machine runs it. @throws {ConfigurationError} */
export const configurationOfThisMachine = (): Configuration => readConfiguration(connection());
