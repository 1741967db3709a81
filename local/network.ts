import { randomInt } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../terraform/user-error";
import { isAlive, type ProcessRecord } from "./processes";
import { StepError } from "../terraform/steps";

/** The only address that anything of the machine-local environment listens on. */
export const loopback = "127.0.0.1";

// Below the ports that Linux and macOS give to outgoing connections: none of those takes a port in between.
const lowestPort = 20_000;
const highestPort = 30_000;

/** Ports of 127.0.0.1 that nobody listens on. */
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

/** HTTP status of a GET; nothing when there is no answer within the time. */
export function httpStatus(url: string, ca?: Buffer, milliseconds = 2000): Promise<number | undefined> {
  return new Promise((resolve) => {
    const get = url.startsWith("https:") ? https.get : http.get;
    const request = get(url, { ca, agent: false, timeout: milliseconds }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(undefined));
  });
}

/** Something that a start waits for. */
export interface Readiness {
  /** What is being done; a failure is reported under this name. */
  readonly step: string;
  /** The process that is to become ready: its end fails the step. */
  readonly record: ProcessRecord;
  readonly isReady: () => Promise<boolean>;
  readonly seconds: number;
}

/** Waits until something is ready. Throws a StepError with the process's last lines when that does not happen. */
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
