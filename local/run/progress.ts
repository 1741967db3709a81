import { PRESET_TIMER } from "listr2";
import type { Report } from "../../terraform/steps";

/** Options of a task list whose tasks tell how long they took, in a terminal and in a log. */
export const timed = {
  // Left to itself, the list ends the process at an interrupt, and nothing is stopped.
  registerSignalListeners: false,
  // The command tells a failure at its end, once.
  rendererOptions: { timer: PRESET_TIMER, collapseSubtasks: false, showErrorMessage: false },
  fallbackRendererOptions: { timer: PRESET_TIMER },
};

/** How often a log that is no terminal gets a line, milliseconds. */
const interval = 10_000;

/** Shows how far a task has come: each line in a terminal, a line now and then in a log. */
export function progressOf(task: { output: string }, isTerminal = process.stdout.isTTY): Report {
  const start = Date.now();
  let last = start;
  return (line) => {
    if (isTerminal) {
      task.output = line;
    } else if (Date.now() - last >= interval) {
      last = Date.now();
      task.output = `${Math.round((last - start) / 1000)} s: ${line}`;
    }
  };
}
