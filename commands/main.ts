import { ConfigurationError } from "../config";
import { UserError } from "../terraform/user-error";

/** Runs a command of this project; its exit code becomes that of the process. */
export async function runMain(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof UserError || error instanceof ConfigurationError)) {
      throw error;
    }
    console.error(error instanceof UserError ? error.told : error.message);
    process.exitCode = 1;
  }
}
