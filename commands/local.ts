import { Option, type Command } from "commander";
import { stopEnvironment } from "../local/environment";
import { readEnvironment } from "../local/environment-file";
import { destroyAll } from "../local/run/destroy";
import type { LocalOptions } from "../local/run/options";
import { deployLocally } from "../local/run/run";
import { printStatus } from "../local/run/status";
import { layers } from "../modules/layers";
import { InterruptedError, listenForInterrupts, type Interrupts } from "../terraform/interrupts";
import { UserError } from "../terraform/user-error";
import { command, runMain } from "./program";

async function run(options: LocalOptions, interrupts: Interrupts): Promise<number> {
  if (options.status) {
    return printStatus();
  }
  if (options.stop) {
    await stopEnvironment();
    console.log("Stopped. Everything that was deployed in the environment is lost.");
    return 0;
  }
  return options.destroy ? destroyAll(options, interrupts) : deployLocally(options, interrupts);
}

async function local(options: LocalOptions): Promise<number> {
  const modes = (["destroy", "status", "stop"] as const).filter((mode) => options[mode]);
  if (modes.length > 1) {
    throw new UserError(
      `local: given ${modes.map((mode) => `--${mode}`).join(" and ")}; accepted: one of them`,
    );
  }
  // --stop also removes a damaged file, so it does not read it.
  const before = options.stop ? undefined : readEnvironment()?.id;
  const interrupts = listenForInterrupts(console.error);
  try {
    return await run(options, interrupts);
  } catch (error) {
    if (!interrupts.graceful.aborted) {
      throw error;
    }
    if (before !== undefined && readEnvironment()?.id === before) {
      throw new InterruptedError(
        "Interrupted. The environment ran before this command and continues to run.",
      );
    }
    await stopEnvironment();
    throw new InterruptedError("Interrupted. What this run started is stopped.");
  }
}

/** `npm run local`: deploys all stacks on this machine. */
export function localCommand(): Command {
  return command(
    "local",
    "Deploy all stacks on this machine: AWS emulators, a Kubernetes API server, real Terraform.",
  )
    .addOption(new Option("--layer <layer>", "deploy only this layer and its dependencies").choices(layers))
    .addOption(
      new Option("--provider-mirror <folder or URL>", "Terraform provider mirror").env("PROVIDER_MIRROR"),
    )
    .addOption(
      new Option(
        "--chart-mirror <folder or URL>",
        "Helm charts: a folder of <chart>-<version>.tgz, a repository or an OCI registry",
      ).env("CHART_MIRROR"),
    )
    .option("--context <name>", "deploy the platform into your own cluster: a context of the kubeconfig")
    .addOption(new Option("--kubeconfig <file>", "kubeconfig of that context").env("KUBECONFIG"))
    .option("--no-keep", "stop the emulators and the API server at the end")
    .option("--destroy", "destroy all stacks, report remaining resources, stop the environment", false)
    .option("--status", "report the processes and the deployed stacks", false)
    .option("--stop", "stop the emulators and the API server: everything that was deployed is lost", false)
    .action((options: LocalOptions) => runMain(() => local(options)));
}
