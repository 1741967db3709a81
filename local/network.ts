import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { httpStatus as statusOf } from "../terraform/http";
import { UserError } from "../terraform/user-error";
import { isAlive, type ProcessRecord } from "./processes";
import { StepError } from "../terraform/steps";

/** The only address that the processes of the machine-local environment listen on. */
export const loopback = "127.0.0.1";

// Below the ephemeral ports of Linux and macOS, so that no outgoing connection takes a port before it is used.
const lowestPort = 20_000;
const highestPort = 30_000;

/** Ports of 127.0.0.1 that no process listens on. */
export async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  let port = randomInt(lowestPort, highestPort);
  for (let tries = 0; servers.length < count; tries++) {
    if (tries > highestPort - lowestPort) {
      throw new UserError(`no ${count} free ports of ${loopback} between ${lowestPort} and ${highestPort}`);
    }
    port = port < highestPort ? port + 1 : lowestPort;
    const server = createServer();
    server.listen({ port, host: loopback, exclusive: true });
    await once(server, "listening").then(
      () => servers.push(server),
      () => undefined,
    );
  }
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** HTTP status of a GET; undefined if there is no response in time. */
export const httpStatus = (url: string, ca?: Buffer, milliseconds?: number): Promise<number | undefined> =>
  statusOf(url, { ca, milliseconds }).catch(() => undefined);

/** A condition that the start of a process waits for. */
export interface Readiness {
  /** Name of the step, for the error message. */
  readonly step: string;
  /** The process that has to become ready. If it ends, the step fails. */
  readonly record: ProcessRecord;
  readonly isReady: () => Promise<boolean>;
  readonly seconds: number;
}

/** Waits until a process is ready. Throws a StepError with the process's last log lines if it does not become ready. */
export async function waitUntilReady(readiness: Readiness, signal?: AbortSignal): Promise<void> {
  const { step, record, isReady, seconds } = readiness;
  const deadline = Date.now() + seconds * 1000;
  while (!(await isReady())) {
    signal?.throwIfAborted();
    if (!isAlive(record)) {
      throw new StepError(step, `${record.name} has ended`, record.log);
    }
    if (Date.now() > deadline) {
      throw new StepError(step, `${record.name} is not ready after ${seconds} s`, record.log);
    }
    await sleep(100);
  }
}
