import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { configurationOfThisMachine } from "../local/configuration";
import { localStatePath } from "../stacks/bootstrap-stack";
import { cdktf, cdktfEnvironment, terraformBinary } from "./cdktf";
import { stackFolder, synthesize } from "../terraform/stacks";
import { runMain } from "./main";
import { UserError } from "../terraform/user-error";

const usage = "npm run bootstrap -- <account> [--state bucket|local] [--auto-approve]";

type StatePlace = "bucket" | "local";

function parse(args: readonly string[]): { account: string; state: StatePlace; flags: string[] } {
  const rest = [...args];
  const at = rest.indexOf("--state");
  const state = at < 0 ? "bucket" : rest.splice(at, 2)[1];
  const [account, ...others] = rest.filter((arg) => !arg.startsWith("-"));
  const flags = rest.filter((arg) => arg.startsWith("-"));
  const accounts = Object.keys(configurationOfThisMachine().accounts);
  if (account === undefined || others.length > 0 || !accounts.includes(account)) {
    const given = [account, ...others].filter(Boolean).join(" ") || "nothing";
    throw new UserError(`account: given ${given}; accepted: one of ${accounts.join(", ")} (${usage})`);
  }
  if (state !== "bucket" && state !== "local") {
    throw new UserError(`--state: given ${state ?? "nothing"}; accepted: bucket, local (${usage})`);
  }
  return { account, state, flags };
}

/** Synthesizes the stack with its state in the given place; tells the environment for what works on it. */
function prepare(stack: string, place: StatePlace): NodeJS.ProcessEnv {
  const environment = cdktfEnvironment([stack]);
  delete environment["BOOTSTRAP_STATE"];
  if (place === "local") {
    environment["BOOTSTRAP_STATE"] = "local";
  }
  synthesize(environment);
  return environment;
}

/** Deploys the stack with its state in the given place; a state that lies in the other place moves there. */
async function deploy(stack: string, place: StatePlace, flags: readonly string[]): Promise<void> {
  const environment = prepare(stack, place);
  const code = await cdktf(["deploy", stack, "--skip-synth", ...flags], environment);
  if (code !== 0) {
    throw new UserError(
      `${stack} was not deployed; what was made so far is in its state, so run the command again`,
    );
  }
}

/** Whether the account's state bucket answers, asked by Terraform itself. */
function bucketExists(stack: string): boolean {
  const environment = prepare(stack, "bucket");
  const { status, stdout, stderr } = spawnSync(
    terraformBinary(environment),
    ["init", "-reconfigure", "-input=false", "-no-color"],
    {
      cwd: stackFolder(stack),
      env: environment,
      encoding: "utf8",
    },
  );
  if (status !== 0 && !/does not exist|NoSuchBucket|StatusCode: 404/.test(stdout + stderr)) {
    throw new UserError(`${stack}: the state bucket could not be asked for:\n${stderr.trim()}`);
  }
  return status === 0;
}

/**
 * Makes the ground of an account, whose state cannot lie in the bucket before there is one: deployed with a state in a
 * local file, which then moves into the bucket. `--state local` moves it back.
 */
void runMain(async () => {
  const { account, state, flags } = parse(process.argv.slice(2));
  const stack = `${account}-bootstrap`;
  const file = localStatePath(stack);
  if (state === "local") {
    await deploy(stack, "local", ["--migrate-state", ...flags]);
    console.log(`The state of ${stack} is now in ${file}.`);
    return 0;
  }
  if (existsSync(file) || !bucketExists(stack)) {
    await deploy(stack, "local", flags);
    await deploy(stack, "bucket", ["--migrate-state", ...flags]);
    rmSync(file, { force: true });
    rmSync(`${file}.backup`, { force: true });
    console.log(`The state of ${stack} is now in the account's bucket.`);
    return 0;
  }
  await deploy(stack, "bucket", flags);
  return 0;
});
