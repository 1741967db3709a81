import { Argument, Option, type Command } from "commander";
import { configurationOfThisMachine } from "../local/configuration";
import { localStatePath } from "../stacks/bootstrap-stack";
import { bootstrapStackName } from "../stacks/names";
import { deployBootstrap, moveStateToFile, type StateLocation } from "../terraform/bootstrap";
import { listenForInterrupts } from "../terraform/interrupts";
import { environmentOf } from "../local/stack-environment";
import { checkTerminal, command, confirm, runMain } from "./program";
import { UserError } from "../terraform/user-error";

interface BootstrapFlags {
  readonly state: StateLocation;
  readonly autoApprove?: boolean;
}

async function bootstrap(account: string, { state, autoApprove }: BootstrapFlags): Promise<number> {
  const accounts = Object.keys(configurationOfThisMachine().accounts);
  if (!accounts.includes(account)) {
    throw new UserError(`account: given ${account}; accepted: one of ${accounts.join(", ")}`);
  }
  const stack = bootstrapStackName(account);
  const stateFile = localStatePath(stack);
  const interrupts = listenForInterrupts(console.error);
  const run = { stack, env: environmentOf(stack), report: console.log, interrupts };
  if (state === "local") {
    await moveStateToFile(run);
    console.log(`The state of ${stack} is now stored in ${stateFile}.`);
    return 0;
  }
  if (!autoApprove) {
    checkTerminal("bootstrap");
  }
  const approve = autoApprove ? undefined : () => confirm(`deploy ${stack}?`, interrupts);
  await deployBootstrap(run, { stateFile, approve });
  console.log(`The state of ${stack} is stored in the account's bucket.`);
  return 0;
}

/** `npm run bootstrap`: deploys the stack of an account's own resources. */
export function bootstrapCommand(): Command {
  return command(
    "bootstrap",
    "Deploy the resources of an account that all its stages use: state bucket, keys, image repositories.",
  )
    .addArgument(new Argument("<account>", "name of an account in config/accounts.ts"))
    .addOption(
      new Option("--state <place>", "where the state is stored: local moves it from the bucket into a file")
        .choices(["bucket", "local"])
        .default("bucket"),
    )
    .option("--auto-approve", "apply the plan without a question")
    .action((account: string, flags: BootstrapFlags) => runMain(() => bootstrap(account, flags)));
}
