import { spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Command } from "commander";
import { stringify } from "yaml";
import { configurationOfThisMachine } from "../local/configuration";
import { freePorts } from "../local/network";
import { isEmulated, stackName } from "../stacks/names";
import { listenForInterrupts } from "../terraform/interrupts";
import { initialize, readOutputs } from "../terraform/operations";
import { localPath } from "../terraform/paths";
import { openSession, type Session } from "../terraform/session";
import { synthesize } from "../terraform/stacks";
import { terraformEnvironment } from "../terraform/terraform";
import { missingTools, tools } from "../terraform/tools";
import { UserError } from "../terraform/user-error";
import { command, positiveInteger, runMain } from "./program";
import { stageNamed } from "./stack-selection";

/** The region of a stage of a real account. @throws {UserError} */
function regionOf(stage: string): string {
  const configuration = configurationOfThisMachine();
  const isReal = (name: string) => !isEmulated(stackName(name, "cluster"), configuration);
  return stageNamed("stage", stage, configuration, isReal).region;
}

/** The outputs of the cluster of a stage. @throws {UserError} if it has none, or no access instance. */
async function clusterOutputs(stage: string): Promise<Record<string, string>> {
  const stack = stackName(stage, "cluster");
  synthesize();
  const run = { stack, env: terraformEnvironment(), report: () => undefined };
  await initialize(run);
  const outputs = await readOutputs(run);
  if (outputs["cluster_endpoint"] === undefined) {
    throw new UserError(`${stack} is not deployed: npm run deploy -- ${stack}`);
  }
  if (outputs["access_instance_id"] === undefined) {
    throw new UserError(
      `${stack} has no access instance: set cluster.accessInstance.enabled in config/, and deploy ${stack}`,
    );
  }
  return outputs as Record<string, string>;
}

/** A kubeconfig for a forwarded port. The token is requested by each command that uses it. */
function kubeconfig(outputs: Record<string, string>, region: string, port: number): string {
  const { cluster_name: name = "", cluster_endpoint: endpoint = "" } = outputs;
  const args = ["eks", "get-token", "--cluster-name", name, "--region", region];
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name,
        cluster: {
          server: `https://127.0.0.1:${port}`,
          "tls-server-name": new URL(endpoint).hostname,
          "certificate-authority-data": outputs["cluster_certificate_authority_data"],
        },
      },
    ],
    users: [
      { name, user: { exec: { apiVersion: "client.authentication.k8s.io/v1beta1", command: "aws", args } } },
    ],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  });
}

/** Runs a command of the user with more environment variables. Resolves to its exit code. */
function run([program = "", ...args]: readonly string[], env: Record<string, string>): Promise<number> {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.on("error", ({ message }) => reject(new UserError(`${program} cannot be started: ${message}`)));
    child.on("close", (code) => resolve(code ?? 1));
  });
}

/** Waits until the user interrupts the command, or the session ends by itself. */
async function waitForEnd({ ended }: Session, interrupted: AbortSignal): Promise<number> {
  const stopped = new Promise<undefined>((resolve) =>
    interrupted.addEventListener("abort", () => resolve(undefined), { once: true }),
  );
  const end = await Promise.race([ended, stopped]);
  if (end !== undefined) {
    throw new UserError(`the session has ended: ${end}`);
  }
  return 0;
}

/**
 * Connects to the cluster that some outputs describe. Runs a command with `KUBECONFIG` and `TF_VAR_kubernetes_host` set, or
 * prints these variables and waits for an interrupt. Resolves to the exit code.
 *
 * @throws {UserError} if the session cannot be opened, or ends by itself.
 */
export async function connect(
  outputs: Record<string, string>,
  region: string,
  port: number,
  userCommand: readonly string[],
): Promise<number> {
  const {
    cluster_name: name = "",
    cluster_endpoint: endpoint = "",
    cluster_certificate_authority_data: authority = "",
    access_instance_id: instanceId = "",
  } = outputs;
  const { graceful } = listenForInterrupts(() => undefined);
  console.error(`Connecting through ${instanceId} …`);
  const certificateAuthority = Buffer.from(authority, "base64").toString();
  const session = await openSession({ region, instanceId, endpoint, certificateAuthority }, port, graceful);
  const file = localPath("access", `${name}.kubeconfig`);
  const variables = { KUBECONFIG: file, TF_VAR_kubernetes_host: `https://127.0.0.1:${port}` };
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, kubeconfig(outputs, region, port), { mode: 0o600 });
    if (userCommand.length > 0) {
      return await run(userCommand, variables);
    }
    console.log(`The API server of ${name} answers until this command ends (Ctrl-C). In another terminal:`);
    Object.entries(variables).forEach(([variable, value]) => console.log(`  export ${variable}=${value}`));
    return await waitForEnd(session, graceful);
  } finally {
    session.close();
    rmSync(file, { force: true });
  }
}

async function access(stage: string, port: number | undefined, userCommand: readonly string[]) {
  const region = regionOf(stage);
  const missing = missingTools([tools.terraform, tools.aws, tools.sessionManagerPlugin]);
  if (missing.length > 0) {
    throw new UserError(missing.join("\n"));
  }
  const outputs = await clusterOutputs(stage);
  const [free = 0] = port === undefined ? await freePorts(1) : [port];
  return connect(outputs, region, free, userCommand);
}

/** `npm run access`: a connection to the private endpoint of a stage's cluster, through its access instance. */
export function accessCommand(userCommand: readonly string[]): Command {
  return command(
    "access",
    "Connect to the private endpoint of a stage's cluster, through its access instance.",
  )
    .argument(
      "<stage>",
      "name of a stage; a command after -- runs with KUBECONFIG and TF_VAR_kubernetes_host set, and then the connection ends",
    )
    .option("--port <port>", "port of 127.0.0.1 (default: a free one)", positiveInteger)
    .action((stage: string, { port }: { port?: number }) => runMain(() => access(stage, port, userCommand)));
}
