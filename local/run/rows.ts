import { Listr, type ListrTask } from "listr2";
import type { Interrupts } from "../../terraform/interrupts";
import { timed } from "./progress";

/** A task of a row. */
export interface RowTask extends ListrTask {
  /** Title, by which other tasks wait for this one. */
  readonly title: string;
  /** Titles of tasks in other rows that have to end first. Titles that are not part of the run are ignored. */
  readonly after?: readonly string[];
}

/** Tasks that run in sequence. */
export interface Row {
  readonly title: string;
  readonly tasks: readonly RowTask[];
}

/**
 * Runs rows of tasks at the same time. If a task fails, the other rows end after their operation in progress, and no
 * further task is started.
 *
 * @param make Creates the rows. It receives the interrupts for their tasks: a failure in another row is an interrupt.
 * @throws the first failure, after all rows have ended.
 */
export async function runRows(
  interrupts: Interrupts,
  make: (interrupts: Interrupts) => Row[],
): Promise<void> {
  const failure = new AbortController();
  const graceful = AbortSignal.any([interrupts.graceful, failure.signal]);
  const rows = make({ graceful, immediate: interrupts.immediate });
  const ended = new Map<string, () => void>();
  const endOf = new Map(
    rows.flatMap(({ tasks }) =>
      tasks.map(({ title }) => [title, new Promise<void>((resolve) => ended.set(title, resolve))] as const),
    ),
  );
  const aborted = new Promise<never>((_, reject) => {
    graceful.addEventListener("abort", () => reject(graceful.reason as Error), { once: true });
  });
  aborted.catch(() => undefined); // the tasks that wait report it
  const guarded = ({ after = [], ...task }: RowTask): ListrTask => ({
    ...task,
    task: async (context, wrapper) => {
      try {
        await Promise.race([aborted, Promise.all(after.map((title) => endOf.get(title)))]);
        graceful.throwIfAborted();
        // A list that a task returns runs after it.
        await task.task(context, wrapper);
        ended.get(task.title)?.();
      } catch (error) {
        failure.abort(error);
        throw error;
      }
    },
  });
  const list = rows.map(({ title, tasks }): ListrTask => ({
    title,
    task: (_, task) => task.newListr(tasks.map(guarded), { concurrent: false, exitOnError: true }),
  }));
  await new Listr(list, { ...timed, concurrent: true, exitOnError: false }).run();
  graceful.throwIfAborted();
}
