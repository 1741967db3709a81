import { UserError } from "./user-error";

/** A command that its user interrupted. */
export class InterruptedError extends UserError {
  override readonly name = "InterruptedError";
}

/** What a user's interrupts ask for. The reason of both signals is an {@link InterruptedError}. */
export interface Interrupts {
  /** Aborted by the first interrupt: finish the operation in progress, start no other. */
  readonly graceful: AbortSignal;
  /** Aborted by the second interrupt: stop at once. */
  readonly immediate: AbortSignal;
}

/** A terminal and npm both send the interrupt of one Ctrl-C: what follows within this time is the same one. */
const sameInterruptMilliseconds = 750;

/** Interrupts that never come, for what runs without a user. */
export const noInterrupts: Interrupts = {
  graceful: new AbortController().signal,
  immediate: new AbortController().signal,
};

/**
 * Listens for Ctrl-C, SIGTERM and a terminal that closes. From then on none of these ends the process by itself.
 *
 * @param report Receives one line at each interrupt: what happens now, and what the next one would do.
 */
export function listenForInterrupts(report: (line: string) => void): Interrupts {
  const [graceful, immediate] = [new AbortController(), new AbortController()];
  let first: number | undefined;
  const interrupt = () => {
    if (first === undefined) {
      first = Date.now();
      report(
        "Interrupted: what runs now is finished and its lock is freed; nothing else is started. " +
          "A second Ctrl-C stops at once, and leaves the lock and half-made resources behind.",
      );
      graceful.abort(new InterruptedError("Interrupted."));
    } else if (Date.now() - first > sameInterruptMilliseconds && !immediate.signal.aborted) {
      report(
        "Stopped at once. The state lock stays, a Helm release may stay pending, and resources may be missing from " +
          "the state. The next command on the stack names lock and release, with the command that frees each.",
      );
      immediate.abort(new InterruptedError("Interrupted twice."));
    }
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  // A terminal that closes asks for the first only: nobody is left to want the second. It takes no more output either.
  process.on("SIGHUP", () => first === undefined && interrupt());
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", () => undefined);
  }
  return { graceful: graceful.signal, immediate: immediate.signal };
}
