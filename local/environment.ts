import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { emulatorsAnswer, emulatorUrl, startAwsEmulator, startEksEmulator } from "./aws/start";
import { localStage } from "./configuration";
import { removeEnvironment, readEnvironment, writeEnvironment, type Environment } from "./environment-file";
import { connectOwnCluster, kubeconfigPath, type OwnCluster } from "./kubernetes/own-cluster";
import { localKubeconfig, prepareKubernetes, startKubernetes } from "./kubernetes/start";
import { freePorts, httpStatus } from "./network";
import { isAlive, memoryOf, readRecords, stopDaemon } from "./processes";
import { allOrNone, type Report } from "../terraform/steps";

/** What to start. */
export interface EnvironmentOptions {
  /** The user's own cluster, used instead of a local API server. @default none */
  readonly cluster?: OwnCluster;
  /** Aborts the start, and stops the processes that were started. @default none */
  readonly signal?: AbortSignal;
}

/** A process of the environment. */
export interface ProcessStatus {
  readonly name: string;
  readonly alive: boolean;
  readonly pid: number;
  readonly port?: number;
  /** Resident memory in MiB; 0 when it is not alive. */
  readonly memory: number;
  /** Absolute path of its log. */
  readonly log: string;
}

/** The environment, if it is healthy and has the requested cluster; undefined otherwise. */
export async function runningEnvironment({ cluster }: EnvironmentOptions): Promise<Environment | undefined> {
  const running = readEnvironment();
  return running && isOf(running, cluster) && (await isHealthy(running)) ? running : undefined;
}

/** Whether the environment's Kubernetes was started, or is the user's own cluster. */
export function isClusterStarted(): boolean {
  const kubernetes = readEnvironment()?.kubernetes;
  return kubernetes?.kubeconfig !== localKubeconfig || kubernetes.isStarted === true;
}

/** An environment that was opened. */
export interface OpenedEnvironment {
  readonly environment: Environment;
  /** Whether it was already running. Otherwise its Kubernetes is not started yet. */
  readonly wasUp: boolean;
}

/**
 * Returns the running environment, or replaces it if it is not healthy or has another cluster. In a new one the AWS
 * emulators run, and the API server has an address but is not started: {@link startCluster} starts it.
 */
export async function openEnvironment(
  options: EnvironmentOptions,
  report: Report,
): Promise<OpenedEnvironment> {
  const running = await runningEnvironment(options);
  if (running) {
    return { environment: running, wasUp: true };
  }
  await stopEnvironment();
  try {
    const environment = await startEmulators(options, report);
    writeEnvironment(environment);
    return { environment, wasUp: false };
  } catch (error) {
    await stopEnvironment();
    throw error;
  }
}

/** Starts the Kubernetes of a new environment; the user's own cluster is already running. */
export async function startCluster(
  environment: Environment,
  { cluster, signal }: EnvironmentOptions,
  report: Report,
): Promise<void> {
  const { kubernetes } = environment;
  if (!cluster) {
    await startKubernetes(kubernetes, localStage(), report, signal);
    writeEnvironment({ ...environment, kubernetes: { ...kubernetes, isStarted: true } });
  }
}

/** Stops every process of the environment. Its data is lost; its logs are kept. */
export async function stopEnvironment(): Promise<void> {
  removeEnvironment();
  // The API server and etcd are stopped last: their clients would fill the logs with connection errors.
  const last = ["kube-apiserver", "etcd"];
  const records = readRecords();
  await Promise.all(records.filter(({ name }) => !last.includes(name)).map(stopDaemon));
  for (const name of last) {
    await Promise.all(records.filter((record) => record.name === name).map(stopDaemon));
  }
}

/** Each process of the environment: whether it is running, and its memory. */
export function environmentStatus(): ProcessStatus[] {
  return readRecords().map((record) => {
    const memory = memoryOf(record);
    const { name, pid, port, log } = record;
    return { name, alive: memory !== undefined, pid, port, memory: memory ?? 0, log };
  });
}

/** Whether an environment was started with the requested cluster. */
function isOf({ kubernetes }: Environment, cluster: OwnCluster | undefined): boolean {
  return cluster
    ? kubernetes.kubeconfig === kubeconfigPath(cluster) && kubernetes.context === cluster.context
    : kubernetes.kubeconfig === localKubeconfig;
}

async function isHealthy({ aws, kubernetes }: Environment): Promise<boolean> {
  const { endpoint, certificateAuthority, kubeconfig } = kubernetes;
  const records = readRecords();
  if (records.length === 0 || !records.every(isAlive) || !existsSync(certificateAuthority)) {
    return false;
  }
  const isOwn = kubeconfig !== localKubeconfig;
  if (!isClusterStarted() && records.some(({ name }) => name === "etcd")) {
    return false; // A start that was killed: the controllers or the nodes are missing.
  }
  const [emulators, status] = await Promise.all([
    emulatorsAnswer(aws),
    isClusterStarted() ? httpStatus(`${endpoint}/readyz`, readFileSync(certificateAuthority)) : 200,
  ]);
  // The user's own cluster may reject an anonymous request; any response shows that it is running.
  return emulators && (isOwn ? status !== undefined : status === 200);
}

async function startEmulators({ cluster, signal }: EnvironmentOptions, report: Report): Promise<Environment> {
  const kubernetes = await (cluster ? connectOwnCluster(cluster) : prepareKubernetes(report, signal));
  const [awsPort = 0, eksPort = 0] = await freePorts(2);
  await allOrNone(signal, (either) => [
    startEksEmulator(eksPort, kubernetes, report, either),
    startAwsEmulator(awsPort, report, either),
  ]);
  return { id: randomUUID(), aws: { default: emulatorUrl(awsPort), eks: emulatorUrl(eksPort) }, kubernetes };
}
