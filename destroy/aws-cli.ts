import { UserError } from "../terraform/user-error";
import { ProgramError, runProgram, type CallOptions } from "./program";

const checkedAccounts = new WeakMap<NodeJS.ProcessEnv, Promise<void>>();

/** Whether AWS answered that what a command names does not exist: `(DBInstanceNotFound)`, `(InvalidGroup.NotFound)`. */
export const isNotFound = (error: unknown): boolean =>
  error instanceof ProgramError && /\([\w.]*NotFound\w*\)|NonExistent/.test(error.reason);

/** The AWS CLI in one region and one account. https://docs.aws.amazon.com/cli/latest/reference/ */
export class AwsCli {
  constructor(
    private readonly program: string,
    private readonly region: string,
    private readonly accountId: string,
    private readonly options: CallOptions,
  ) {}

  /** Runs a command, and resolves to its result. @throws {ProgramError} */
  async call<T>(...args: string[]): Promise<T> {
    const output = await this.print(...args);
    return (output.trim() === "" ? {} : JSON.parse(output)) as T;
  }

  /** Runs a command, and resolves to what it prints. @throws {ProgramError} */
  async print(...args: string[]): Promise<string> {
    const checked = checkedAccounts.get(this.options.env) ?? this.checkAccount();
    checkedAccounts.set(this.options.env, checked);
    await checked;
    return this.run(args);
  }

  /** The result of a command; undefined if AWS answers that what it names does not exist. @throws {ProgramError} */
  async find<T>(...args: string[]): Promise<T | undefined> {
    try {
      return await this.call<T>(...args);
    } catch (error) {
      if (isNotFound(error)) {
        return undefined;
      }
      throw error;
    }
  }

  private run(args: readonly string[]): Promise<string> {
    const settings = ["--region", this.region, "--output", "json"];
    return runProgram(this.program, [...args, ...settings], this.options);
  }

  /** Terraform refuses credentials of another account; so do these calls. */
  private async checkAccount(): Promise<void> {
    const { Account: account } = JSON.parse(await this.run(["sts", "get-caller-identity"])) as {
      Account: string;
    };
    if (account !== this.accountId) {
      throw new UserError(
        `The AWS CLI has credentials of the account ${account}; the stage belongs to ${this.accountId}.`,
      );
    }
  }
}
