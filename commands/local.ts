import { Listr } from "listr2";
import { installEmulators, emulatorsInstalled } from "../local/aws/install";
import { startEnvironment, stopEnvironment } from "../local/environment";
import { readEnvironment, type Environment } from "../local/environment-file";
import { binariesToBuild, buildBinaries } from "../local/kubernetes/install";
import { missingRequirements } from "../local/requirements";
import { allStacks, deployTasks } from "../local/run/deploy";
import { forgetEarlierEnvironments } from "../local/run/deployed";
import { destroyAll } from "../local/run/destroy";
import { hasBaseline, noteBaseline } from "../local/run/leftovers";
import { parseOptions, type LocalOptions } from "../local/run/options";
import { progressOf, timed } from "../local/run/progress";
import { checkMirrors, resolveSources } from "../local/run/sources";
import { printStatus } from "../local/run/status";
import { describeSummary, writeSummary } from "../local/run/summary";
import { runMain } from "./main";
import { UserError } from "../terraform/user-error";

/** The user's own cluster, when a context was named. */
function ownCluster({ context, kubeconfig }: LocalOptions) {
  return context === undefined ? undefined : { context, kubeconfig };
}

interface Prepared {
  environment?: Environment;
  substitutes: string[];
  notes: string[];
}

/** Everything before the first stack: programs, where providers and charts come from, emulators and API server. */
function preparation(options: LocalOptions, prepared: Prepared, signal: AbortSignal): Listr {
  const missing = binariesToBuild(options.context !== undefined);
  return new Listr(
    [
      {
        title: "Kubernetes programs",
        skip: () => missing.length === 0 && "built already",
        task: (_, task) => buildBinaries(missing, progressOf(task), signal),
      },
      {
        title: "AWS emulators",
        skip: () => emulatorsInstalled() && "installed already",
        task: (_, task) => installEmulators(progressOf(task), signal),
      },
      {
        title: "Terraform providers and Helm charts",
        task: async () => {
          const { substitutes, notes } = await resolveSources(options);
          prepared.substitutes.push(...substitutes);
          prepared.notes.push(...notes);
        },
      },
      {
        title: "Emulators and API server",
        task: async (_, task) => {
          const cluster = ownCluster(options);
          const environment = await startEnvironment({ cluster, signal }, progressOf(task));
          forgetEarlierEnvironments(environment, allStacks);
          if (!hasBaseline(environment)) {
            noteBaseline(environment);
          }
          prepared.environment = environment;
        },
      },
    ],
    timed,
  );
}

async function deploy(options: LocalOptions, signal: AbortSignal): Promise<number> {
  const prepared: Prepared = { substitutes: [], notes: [] };
  await preparation(options, prepared, signal).run();
  prepared.notes.forEach((note) => console.log(note));
  const { environment, substitutes } = prepared;
  if (!environment) {
    throw new Error("the environment was not started");
  }
  const { tasks, summaries } = deployTasks(options.layer, environment, signal);
  await tasks.run();
  const stacks = summaries();
  const summary = { stacks, substitutes, ok: stacks.every(({ changes }) => changes === 0) };
  writeSummary(summary);
  if (!options.keep) {
    await stopEnvironment();
  }
  console.log(`\n${describeSummary(summary, environment, options.keep)}`);
  return summary.ok ? 0 : 1;
}

async function run(options: LocalOptions, signal: AbortSignal): Promise<number> {
  if (options.status) {
    return printStatus();
  }
  if (options.stop) {
    await stopEnvironment();
    console.log("Stopped. What was deployed is gone with it.");
    return 0;
  }
  const missing = missingRequirements({ cluster: ownCluster(options) });
  if (missing.length > 0) {
    throw new UserError(missing.join("\n"));
  }
  if (options.destroy) {
    return destroyAll(options, signal);
  }
  await checkMirrors(options);
  return deploy(options, signal);
}

void runMain(async () => {
  const options = parseOptions(process.argv.slice(2));
  const abort = new AbortController();
  const before = readEnvironment()?.id;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    // Again and again: npm and the terminal may both send it.
    process.on(name, () => abort.abort());
  }
  try {
    return await run(options, abort.signal);
  } catch (error) {
    if (abort.signal.aborted) {
      if (before !== undefined && readEnvironment()?.id === before) {
        throw new UserError("Interrupted. The environment, which was up before, goes on.");
      }
      await stopEnvironment();
      throw new UserError("Interrupted. What this run started is stopped.");
    }
    throw error;
  }
});
