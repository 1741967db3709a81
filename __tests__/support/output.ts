import { UserError } from "../../terraform/user-error";

/** Runs a command of this project, and returns what it printed with its result, or with its error for the user. */
export async function captureConsole<T>(
  main: () => Promise<T>,
): Promise<{ lines: string[]; result?: T; error?: UserError }> {
  const lines: string[] = [];
  const spy = jest.spyOn(console, "log").mockImplementation((...words: unknown[]) => {
    lines.push(words.join(" "));
  });
  try {
    return { lines, result: await main() };
  } catch (error) {
    if (!(error instanceof UserError)) {
      throw error;
    }
    return { lines, error };
  } finally {
    spy.mockRestore();
  }
}
