import dns from "node:dns/promises";
import { configurationOfThisMachine } from "../local/configuration";
import { isEmulated, stackName } from "../stacks/names";
import { httpStatus } from "../terraform/http";
import { pause } from "../terraform/interrupts";
import type { SynthesizedStack } from "../terraform/stacks";
import type { Report } from "../terraform/steps";
import { UserError } from "../terraform/user-error";

/** How the check sees the internet. */
export interface Internet {
  /** Name servers of a domain in public DNS; empty if it has none. */
  nameServers(domain: string): Promise<string[]>;
  /** HTTP status of a GET. Rejects if there is no answer with a valid certificate. */
  status(url: string): Promise<number>;
}

const internet: Internet = {
  nameServers: (domain) => dns.resolveNs(domain).catch(() => []),
  status: async (url) => (await httpStatus(url, { milliseconds: 10_000 })) ?? 0,
};

/** A record, the target group and a new certificate need some minutes until they are in use. */
const defaultTimes = { limitSeconds: 600, intervalSeconds: 10 };

/** A domain and its parents, without the top-level domain. */
function zonesOf(domain: string): string[] {
  const labels = domain.split(".");
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join("."));
}

/** Whether public DNS delegates a domain, or the nearest parent that has name servers, to Route 53. */
async function isDelegated(domain: string, { nameServers }: Internet): Promise<boolean> {
  for (const zone of zonesOf(domain)) {
    const found = await nameServers(zone);
    if (found.length > 0) {
      return found.some((server) => server.includes(".awsdns-"));
    }
  }
  return false;
}

/**
 * Checks that a host answers over HTTPS, with any status but an error of its load balancer or of the application.
 *
 * @throws {UserError} if it does not within the time.
 */
export async function checkHost(
  { host, domain }: { readonly host: string; readonly domain: string },
  report: Report,
  signal: AbortSignal,
  seen: Internet = internet,
  { limitSeconds, intervalSeconds } = defaultTimes,
): Promise<void> {
  const url = `https://${host}/`;
  if (!(await isDelegated(domain, seen))) {
    report(`${url} is not checked: public DNS does not delegate ${domain} to Route 53.`);
    return;
  }
  const deadline = Date.now() + limitSeconds * 1000;
  report(`Waiting until ${url} answers …`);
  for (;;) {
    const result = await seen.status(url).catch((error: Error) => error.message);
    if (typeof result === "number" && result < 500) {
      report(`${url} answers: HTTP status ${result}.`);
      return;
    }
    signal.throwIfAborted();
    if (Date.now() > deadline) {
      const last = typeof result === "number" ? `HTTP status ${result}` : result;
      throw new UserError(`${url} does not answer after ${limitSeconds} s: ${last}`);
    }
    await pause(intervalSeconds * 1000, signal);
  }
}

/** Checks the hosts of the stages whose platform is among some deployed stacks. @throws {UserError} */
export async function checkHosts(
  deployed: readonly SynthesizedStack[],
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  const configuration = configurationOfThisMachine();
  for (const [name, stage] of Object.entries(configuration.stages)) {
    const platform = stackName(name, "platform");
    const { host } = stage.application;
    if (host === undefined || !deployed.some((stack) => stack.name === platform)) {
      continue;
    }
    if (isEmulated(platform, configuration)) {
      report(`https://${host}/ is not checked: the stage ${name} is emulated.`);
    } else {
      await checkHost({ host, domain: stage.network.domain.name }, report, signal);
    }
  }
}
