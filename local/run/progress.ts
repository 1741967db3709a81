import { PRESET_TIMER } from "listr2";
import type { Report } from "../../terraform/steps";

/** Options of a task list that shows the duration of each task, in a terminal and in a log. */
export const timed = {
  // By default, the list exits at an interrupt, before the tasks are stopped.
  registerSignalListeners: false,
  // The command reports a failure once, at its end.
  rendererOptions: { timer: PRESET_TIMER, collapseSubtasks: false, showErrorMessage: false },
  fallbackRendererOptions: { timer: PRESET_TIMER },
};

/** Minimum time between two lines of progress if the output is not a terminal, milliseconds. */
const interval = 10_000;

/** Shows the progress of a task: every line in a terminal, one line per interval in a log. */
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
