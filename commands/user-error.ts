import { ConfigurationError } from "../config";

/** A mistake of the user's: it is told in one line, without a stack trace. */
export class UserError extends Error {}

/** Runs a command of this project; its exit code becomes that of the process. */
export async function runMain(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof UserError || error instanceof ConfigurationError)) {
      throw error;
    }
    console.error(error.message);
    process.exitCode = 1;
  }
}
