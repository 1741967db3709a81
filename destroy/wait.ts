import { pause } from "../terraform/interrupts";
import type { StageRun } from "./stage";

/** How long to wait, and how often to look. */
export interface Waiting {
  readonly seconds: number;
  readonly interval: number;
}

/** A load balancer or a volume is deleted within minutes. */
export const waiting: Waiting = { seconds: 600, interval: 5 };

/**
 * Waits until nothing is left, with a line of progress at each look.
 *
 * @param list What is left now.
 * @returns what is left when the time is over.
 * @throws {InterruptedError}
 */
export async function waitUntilNone<T>(
  list: () => Promise<readonly T[]>,
  describe: (one: T) => string,
  { report, interrupts }: StageRun,
  { seconds, interval }: Waiting,
): Promise<readonly T[]> {
  const start = Date.now();
  for (;;) {
    const left = await list();
    const elapsed = Math.round((Date.now() - start) / 1000);
    if (left.length === 0 || elapsed >= seconds) {
      return left;
    }
    report(`waiting for the deletion of ${left.map(describe).join(", ")}: ${elapsed} of ${seconds} s`);
    await pause(interval * 1000, interrupts.graceful);
  }
}
