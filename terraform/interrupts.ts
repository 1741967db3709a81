import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "./user-error";

/** The user interrupted a command. */
export class InterruptedError extends UserError {
  override readonly name = "InterruptedError";
}

/** Interrupts of the user. The reason of both signals is an {@link InterruptedError}. */
export interface Interrupts {
  /** Aborted by the first interrupt: finish the operation in progress, start no other. */
  readonly graceful: AbortSignal;
  /** Aborted by the second interrupt: stop at once. */
  readonly immediate: AbortSignal;
}

/** The terminal and npm each send a signal for one Ctrl-C: signals within this time are the same interrupt. */
const sameInterruptMilliseconds = 750;

/** Interrupts that never occur, for operations without a user. */
export const noInterrupts: Interrupts = {
  graceful: new AbortController().signal,
  immediate: new AbortController().signal,
};

/** Waits. @throws the reason of the signal, as soon as it is aborted. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  signal.throwIfAborted();
}

/**
 * Listens for SIGINT (Ctrl-C), SIGTERM and SIGHUP (closed terminal). After that, these signals do not end the process.
 *
 * @param report Receives one line at each interrupt: its effect, and the effect of another one.
 */
export function listenForInterrupts(report: (line: string) => void): Interrupts {
  const [graceful, immediate] = [new AbortController(), new AbortController()];
  let first: number | undefined;
  const interrupt = () => {
    if (first === undefined) {
      first = Date.now();
      report(
        "Interrupted: the running operation is completed and its lock is released; no other is started. " +
          "A second Ctrl-C stops immediately: the state stays locked, and resources may be incomplete.",
      );
      graceful.abort(new InterruptedError("Interrupted."));
    } else if (Date.now() - first > sameInterruptMilliseconds && !immediate.signal.aborted) {
      report(
        "Stopped. The state lock remains, a Helm release may remain pending, and resources may be missing from " +
          "the state. The next command on the stack reports the lock or release, and the command that frees it.",
      );
      immediate.abort(new InterruptedError("Interrupted twice."));
    }
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  // A closed terminal is never a second interrupt: there is no user to ask for one. Failed output to it is ignored.
  process.on("SIGHUP", () => first === undefined && interrupt());
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", () => undefined);
  }
  return { graceful: graceful.signal, immediate: immediate.signal };
}
