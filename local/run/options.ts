import { Command, InvalidArgumentError } from "commander";

/** Layers of a stage, lowest first. */
export const layers = ["network", "data", "cluster", "platform"] as const;

/** A layer of a stage. */
export type Layer = (typeof layers)[number];

/** What `npm run local` was asked for. */
export interface LocalOptions {
  /** Topmost layer to deploy; the layers that it needs come with it. Default: all. */
  readonly layer?: Layer;
  readonly providerMirror?: string;
  readonly chartMirror?: string;
  /** Context of a cluster of the user's own. */
  readonly context?: string;
  readonly kubeconfig?: string;
  /** Whether the environment stays up afterwards. */
  readonly keep: boolean;
  readonly destroy: boolean;
  readonly status: boolean;
  readonly stop: boolean;
}

function parseLayer(value: string): Layer {
  const layer = layers.find((name) => name === value);
  if (!layer) {
    throw new InvalidArgumentError(`Accepted: ${layers.join(", ")}.`);
  }
  return layer;
}

/** Reads the command line. Wrong options are told in one line with exit code 1; `--help` says what there is. */
export function parseOptions(args: readonly string[]): LocalOptions {
  const command = new Command("npm run local --")
    .description(
      "Deploys the whole estate on this machine: AWS emulators, a Kubernetes API server, real Terraform.",
    )
    .option("--layer <layer>", `only this layer and those that it needs: ${layers.join(", ")}`, parseLayer)
    .option(
      "--provider-mirror <folder or URL>",
      "Terraform provider mirror (environment: PROVIDER_MIRROR)",
      process.env["PROVIDER_MIRROR"],
    )
    .option(
      "--chart-mirror <folder or URL>",
      "Helm charts: a folder of <chart>-<version>.tgz, a repository or an OCI registry (environment: CHART_MIRROR)",
      process.env["CHART_MIRROR"],
    )
    .option("--context <name>", "deploy the platform into a cluster of your own: a context of the kubeconfig")
    .option(
      "--kubeconfig <file>",
      "kubeconfig of that context (environment: KUBECONFIG)",
      process.env["KUBECONFIG"],
    )
    .option("--no-keep", "stop the emulators and the API server at the end")
    .option("--destroy", "destroy all stacks, say what is left, stop the environment", false)
    .option("--status", "say what is running and what is deployed", false)
    .option("--stop", "stop the emulators and the API server; all that was deployed is gone with them", false)
    .showHelpAfterError("(npm run local -- --help says what is accepted)")
    .allowExcessArguments(false);
  const options = command.parse(args, { from: "user" }).opts<LocalOptions>();
  const modes = (["destroy", "status", "stop"] as const).filter((mode) => options[mode]);
  if (modes.length > 1) {
    command.error(`error: --${modes.join(" and --")} exclude each other; accepted: one of them`);
  }
  return options;
}
