import { readConfiguration, type Configuration, type LocalConnection, type Stage } from "../config";
import { UserError } from "../terraform/user-error";
import { localConnection } from "./environment-file";

/** Connection settings of the stage `local`. A damaged file is reported, and that stage is then left out. */
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

/** The configuration of all stages, with the connection of the stage `local`. @throws {ConfigurationError} */
export const configurationOfThisMachine = (): Configuration => readConfiguration(connection());

/** The stage `local`. @throws {UserError} if the file with its connection is damaged */
export function localStage(): Stage {
  const { local } = readConfiguration(localConnection()).stages;
  if (!local) {
    throw new Error("the configuration has no stage local");
  }
  return local;
}
