import { spawn } from "node:child_process";
import { existsSync } from "node:fs";

import { configurationOfThisMachine } from "../local/configuration";
import { readSources } from "../local/environment-file";
import { projectPath } from "../modules/kit/project-path";
import { isComplete, selectStacks, synthesize, type SynthesizedStack } from "../terraform/stacks";

/** cdktf's own command line. */
export const cdktfBinary = projectPath("node_modules", "cdktf-cli", "bundle", "bin", "cdktf");

/** Whether a stack lives in an account that emulators stand for. */
function isEmulated(stack: string): boolean {
  const { accounts, stages } = configurationOfThisMachine();
  const emulated = Object.keys(accounts).filter((name) => accounts[name]?.emulator);
  const owners = [
    ...emulated,
    ...Object.keys(stages).filter((name) => emulated.includes(stages[name]?.account ?? "")),
  ];
  return owners.some((owner) => stack.startsWith(`${owner}-`));
}

/** Environment of cdktf and terraform: no telemetry, and for emulated stacks what the machine-local run decided. */
export function cdktfEnvironment(stacks: readonly string[]): NodeJS.ProcessEnv {
  const { TF_CLI_CONFIG_FILE: cliConfig, ...rest } = process.env;
  return {
    ...rest,
    // A file that is missing would be complained about in every line of output.
    ...(cliConfig !== undefined && existsSync(cliConfig) ? { TF_CLI_CONFIG_FILE: cliConfig } : {}),
    CHECKPOINT_DISABLE: "1",
    ...(stacks.some(isEmulated) ? readSources()?.variables : {}),
  };
}

/** The Terraform that cdktf calls in an environment. */
export const terraformBinary = (environment: NodeJS.ProcessEnv) =>
  environment["TERRAFORM_BINARY_NAME"] ?? "terraform";

/** Runs `cdktf` with its output as it comes; resolves to its exit code. */
export function cdktf(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cdktfBinary, ...args], {
      cwd: projectPath(),
      env: environment,
      stdio: "inherit",
    });
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve(code ?? (signal ? 130 : 1)));
  });
}

type Operation = "deploy" | "destroy" | "diff";

/**
 * The calls of cdktf that an operation takes. Stacks that come with all that they need go into one call, which orders
 * them; others go one by one in their order, because the flag that allows it switches the ordering off.
 */
export function cdktfCalls(
  operation: Operation,
  stacks: readonly SynthesizedStack[],
  flags: readonly string[],
): string[][] {
  const names = stacks.map(({ name }) => name);
  if (operation === "diff") {
    return names.map((name) => ["diff", name, "--skip-synth", ...flags]);
  }
  if (isComplete(stacks)) {
    return [[operation, ...names, "--skip-synth", ...flags]];
  }
  const ordered = operation === "destroy" ? names.toReversed() : names;
  return ordered.map((name) => [
    operation,
    name,
    "--ignore-missing-stack-dependencies",
    "--skip-synth",
    ...flags,
  ]);
}

/** Runs an operation over the stacks that names and patterns select; what starts with `-` goes to cdktf as it is. */
export async function runOperation(operation: Operation, args: readonly string[]): Promise<number> {
  const patterns = args.filter((arg) => !arg.startsWith("-"));
  const flags = args.filter((arg) => arg.startsWith("-"));
  const stacks = selectStacks(synthesize(), patterns);
  const environment = cdktfEnvironment(stacks.map(({ name }) => name));
  for (const call of cdktfCalls(operation, stacks, flags)) {
    const code = await cdktf(call, environment);
    if (code !== 0) {
      return code;
    }
  }
  return 0;
}
