import { Listr, type ListrTask } from "listr2";
import type { Interrupts } from "../../terraform/interrupts";
import { synthesize } from "../../terraform/stacks";
import { UserError } from "../../terraform/user-error";
import { emulatorsInstalled, installEmulators } from "../aws/install";
import {
  isClusterStarted,
  openEnvironment,
  runningEnvironment,
  startCluster,
  stopEnvironment,
} from "../environment";
import { readEnvironment, type Environment } from "../environment-file";
import { binariesToBuild, buildBinaries } from "../kubernetes/install";
import { missingRequirements } from "../requirements";
import { Deployment } from "./deploy";
import { deployedStacks, removeEarlierDeployments } from "./deployed";
import { noteAwsBaseline, noteKubernetesBaseline } from "./leftovers";
import type { LocalOptions } from "./options";
import { progressOf, timed } from "./progress";
import { runRows, type RowTask } from "./rows";
import { resolveSources, type ResolvedSources } from "./sources";
import { allStacks, needKubernetes, stackOf, stacksUpTo } from "./stacks";
import { describeSummary, writeSummary } from "./summary";

/** Values that the tasks of a run share. */
interface Context {
  readonly options: LocalOptions;
  readonly interrupts: Interrupts;
  readonly sources: ResolvedSources;
  /** Names of the stacks to deploy, in order. */
  readonly stacks: readonly string[];
  readonly deployment: Deployment;
}

/** The user's own cluster, if a context is given. */
const ownCluster = ({ context, kubeconfig }: LocalOptions) =>
  context === undefined ? undefined : { context, kubeconfig };

function environment(): Environment {
  const found = readEnvironment();
  if (!found) {
    throw new Error("the environment was not started");
  }
  return found;
}

const emulators = "AWS emulators";

/** Starts the AWS emulators. Stacks that need no Kubernetes are deployed while its programs are built. */
function emulatorTask({ options, interrupts }: Context): RowTask {
  const signal = interrupts.graceful;
  return {
    title: emulators,
    task: async (_, task) => {
      if (!emulatorsInstalled()) {
        await installEmulators(progressOf(task), signal);
      }
      const opened = await openEnvironment({ cluster: ownCluster(options), signal }, progressOf(task));
      removeEarlierDeployments(opened.environment, allStacks);
      if (!opened.wasUp) {
        noteAwsBaseline(opened.environment);
      }
      // The first synthesis did not have the connection of the user's own cluster.
      synthesize();
    },
  };
}

/** Builds the programs of Kubernetes and starts them. */
function kubernetesTasks({ options, interrupts, sources }: Context): RowTask[] {
  const cluster = ownCluster(options);
  const missing = binariesToBuild(cluster !== undefined);
  const signal = interrupts.graceful;
  return [
    {
      title: "Kubernetes programs",
      skip: () => missing.length === 0 && "built already",
      task: (_, task) => buildBinaries(missing, progressOf(task), signal),
    },
    { title: "Helm charts", task: () => sources.prepareCharts() },
    {
      title: "Kubernetes API server",
      after: [emulators],
      task: async (_, task) => {
        if (!isClusterStarted()) {
          await startCluster(environment(), { cluster, signal }, progressOf(task));
          noteKubernetesBaseline(environment());
        }
      },
    },
  ];
}

/** Deploys the stacks in two rows, and then the platform, which depends on both. */
async function deployStacks(context: Context): Promise<void> {
  const { deployment, stacks } = context;
  const [cluster, platform] = [stackOf("cluster"), stackOf("platform")];
  const chosen = (wanted: (name: string) => boolean) => stacks.filter(wanted);
  await runRows(context.interrupts, (interrupts) => {
    const own = { ...context, interrupts };
    const task = (name: string) => deployment.task(name, interrupts);
    const aws = chosen((name) => name !== cluster && name !== platform);
    return [
      { title: "AWS", tasks: [emulatorTask(own), ...aws.map(task)] },
      ...(needKubernetes(stacks)
        ? [
            {
              title: "Kubernetes",
              tasks: [
                ...kubernetesTasks(own),
                ...chosen((name) => name === cluster).map((name) => ({
                  ...task(name),
                  after: [stackOf("network")],
                })),
              ],
            },
          ]
        : []),
    ];
  });
  const last = chosen((name) => name === platform);
  await new Listr(
    last.map((name) => deployment.task(name, context.interrupts)),
    timed,
  ).run();
}

/** Deploys stacks on this machine and plans each one again. Exit code 1 if a second plan has changes. */
export async function deployLocally(options: LocalOptions, interrupts: Interrupts): Promise<number> {
  const cluster = ownCluster(options);
  const needsKubernetes = options.layer === undefined || needKubernetes([stackOf(options.layer)]);
  const missing = missingRequirements({ kubernetes: needsKubernetes, ownCluster: cluster !== undefined });
  if (missing.length > 0) {
    throw new UserError(missing.join("\n"));
  }
  const sources = await resolveSources(options);
  sources.notes.forEach((note) => console.log(note));
  if (cluster && binariesToBuild(true).length > 0) {
    // kubectl reads the connection of the user's own cluster.
    await buildBinaries(binariesToBuild(true), console.log, interrupts.graceful);
  }
  const stacks = stacksUpTo(options.layer, synthesize());
  const deployment = new Deployment(environment);
  const context: Context = { options, interrupts, sources, stacks, deployment };
  const planTask = (title: string, isFirst: boolean): ListrTask => ({
    title,
    task: async (_, task) => {
      const isEmpty = await deployment.planAll(stacks, progressOf(task), interrupts, isFirst);
      task.title = isEmpty ? "No changes in the plans of all stacks" : "A plan has changes";
    },
  });
  const running = await runningEnvironment({ cluster });
  const isDeployed = running !== undefined && stacks.every((name) => deployedStacks(running).has(name));
  if (isDeployed) {
    await sources.prepareCharts();
    await new Listr([planTask("Plans of all stacks", true)], timed).run();
  }
  if (!isDeployed || !deployment.isUnchanged(stacks)) {
    await deployStacks(context);
    await new Listr([planTask("Second plans of all stacks", false)], timed).run();
  }
  const summary = {
    stacks: deployment.summaries(stacks),
    substitutes: sources.substitutes,
    ok: deployment.isUnchanged(stacks),
  };
  writeSummary(summary);
  console.log(`\n${describeSummary(summary, environment(), options.keep)}`);
  if (!options.keep) {
    await stopEnvironment();
  }
  return summary.ok ? 0 : 1;
}
