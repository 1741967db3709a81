import { spawn, type ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { httpStatus } from "./http";
import { signalGroup } from "./steps";
import { UserError } from "./user-error";

/** What a stage's cluster layer outputs about its cluster. */
export interface ClusterAccess {
  readonly region: string;
  readonly instanceId: string;
  /** URL of the private endpoint. */
  readonly endpoint: string;
  /** CA certificate of the API server, PEM. */
  readonly certificateAuthority: string;
}

/** A forwarded port. */
export interface Session {
  /** Resolves when the session has ended, to its last error output. */
  readonly ended: Promise<string>;
  close(): void;
}

/** The document that forwards a port through an instance to another host. */
const document = "AWS-StartPortForwardingSessionToRemoteHost";

const readyWithinSeconds = 60;

/** Whether the API server answers at a port: any status, with a certificate for the endpoint's own name. */
const answers = ({ endpoint, certificateAuthority: ca }: ClusterAccess, port: number): Promise<boolean> =>
  httpStatus(`https://127.0.0.1:${port}/readyz`, {
    ca,
    servername: new URL(endpoint).hostname,
    milliseconds: 5000,
  }).then(
    () => true,
    () => false,
  );

/**
 * Forwards a port of 127.0.0.1 through the access instance to the private endpoint of a cluster, with the AWS CLI, and
 * waits until the API server answers there.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-sessions-start.html
 *
 * @throws {UserError} if the session ends, or the API server does not answer in time.
 */
export async function openSession(
  access: ClusterAccess,
  port: number,
  signal: AbortSignal,
): Promise<Session> {
  const { hostname } = new URL(access.endpoint);
  const parameters = { host: [hostname], portNumber: ["443"], localPortNumber: [String(port)] };
  const args = ["ssm", "start-session", "--region", access.region, "--target", access.instanceId];
  const child = spawn(
    "aws",
    [...args, "--document-name", document, "--parameters", JSON.stringify(parameters)],
    {
      // Not in the terminal's process group: the session plugin would end at Ctrl-C before the commands that use it.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const ended = endOf(child);
  // The AWS CLI and its plugin.
  const close = () => signalGroup(Number(child.pid), "SIGTERM");
  let end: string | undefined;
  void ended.then((output) => (end = output));
  const deadline = Date.now() + readyWithinSeconds * 1000;
  while (!(await answers(access, port))) {
    if (end !== undefined) {
      throw new UserError(`aws ssm start-session: ${end}`);
    }
    if (signal.aborted || Date.now() > deadline) {
      close();
      signal.throwIfAborted();
      throw new UserError(
        `the API server does not answer through ${access.instanceId} after ${readyWithinSeconds} s; ` +
          "check the rules of the security group cluster_endpoint_security_group_id",
      );
    }
    await sleep(500);
  }
  return { ended, close };
}

/** The last line that a program wrote to standard error, else its exit code; resolves when it ends. */
function endOf(child: ChildProcess): Promise<string> {
  let errors = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (errors += text));
  child.stdout?.resume();
  return new Promise((resolve) => {
    child.on("error", ({ message }) => resolve(message));
    child.on("close", (code) => resolve(errors.trim().split("\n").at(-1) || `exit code ${code}`));
  });
}
