import { Listr, type ListrTask } from "listr2";
import type { Interrupts } from "../../terraform/interrupts";
import { timed } from "./progress";

/** A task of a row. */
export interface RowTask extends ListrTask {
  /** Names the task, for those that wait for it. */
  readonly title: string;
  /** Titles of tasks of other rows that have to end first. Those that are not part of the run do not count. */
  readonly after?: readonly string[];
}

/** Tasks that run one after the other. */
export interface Row {
  readonly title: string;
  readonly tasks: readonly RowTask[];
}

/**
 * Runs rows of tasks at the same time. When a task fails, the others end after the operation in progress, and nothing
 * else is started.
 *
 * @param make Makes the rows. Their tasks obey the interrupts that it receives: a failure elsewhere counts as one.
 * @throws the first failure, when all have ended.
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
