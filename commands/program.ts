import { createInterface } from "node:readline/promises";
import { Command, InvalidArgumentError } from "commander";
import { ConfigurationError } from "../config";
import { InterruptedError, type Interrupts } from "../terraform/interrupts";
import { UserError } from "../terraform/user-error";

/** A command of this project, `npm run <name> -- …`. The error for a wrong option lists the accepted options. */
export function command(name: string, description: string): Command {
  const made = new Command(name).description(description).allowExcessArguments(false);
  return made.configureOutput({
    outputError: (text, write) => {
      const accepted = [
        ...made.registeredArguments.map((argument) =>
          argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
        ),
        ...made.options.map(({ flags }) => flags),
      ];
      const group = made.parent?.parent ? `${made.parent.name()} ` : "";
      write(
        `${group}${name}: ${text
          .replace(/^error: /, "")
          .trim()
          .replace(/\.$/, "")}; accepted: ${accepted.join(", ") || "no arguments"}\n`,
      );
      write(`npm run ${group ? `${group}-- ${name}` : `${name} --`} --help explains them.\n`);
    },
  });
}

/** Parses an option that is a whole number of at least 1. */
export function positiveInteger(value: string): number {
  if (!/^[1-9]\d*$/.test(value)) {
    throw new InvalidArgumentError("It is a whole number of at least 1.");
  }
  return Number(value);
}

/** Options for terraform of the commands that apply. */
export interface TerraformOptions {
  readonly parallelism?: number;
  readonly lockTimeout?: string;
}

/** Adds the options for terraform. */
export const withTerraformOptions = (made: Command) =>
  made
    .option(
      "--parallelism <count>",
      "number of concurrent operations of terraform (default: 10)",
      positiveInteger,
    )
    .option("--lock-timeout <duration>", "how long to wait for a lock, such as 5m (default: not at all)");

/** The options of `plan` and `apply`. */
export const terraformFlags = ({ parallelism, lockTimeout }: TerraformOptions): string[] => [
  ...(parallelism === undefined ? [] : [`-parallelism=${parallelism}`]),
  ...(lockTimeout === undefined ? [] : [`-lock-timeout=${lockTimeout}`]),
];

/** Checks that a user can approve plans. @throws {UserError} if standard input is not a terminal. */
export function checkTerminal(name: string): void {
  if (!process.stdin.isTTY) {
    throw new UserError(
      `${name}: standard input is not a terminal, so nobody can approve a plan; accepted: --auto-approve`,
    );
  }
}

/** Asks the user at the terminal. */
export async function confirm(question: string, { graceful }: Interrupts): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  terminal.on("SIGINT", () => process.emit("SIGINT"));
  try {
    return (await terminal.question(`\n${question} Only yes is accepted: `, { signal: graceful })) === "yes";
  } catch (error) {
    graceful.throwIfAborted();
    throw error;
  } finally {
    terminal.close();
  }
}

/** Runs a command of this project; its exit code becomes that of the process. */
export async function runMain(main: () => number | Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof UserError || error instanceof ConfigurationError)) {
      throw error;
    }
    console.error(error instanceof UserError ? error.report : error.message);
    process.exitCode = error instanceof InterruptedError ? 130 : 1;
  }
}
