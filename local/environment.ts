import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { emulatorsAnswer, emulatorUrl, startAwsEmulator, startEksEmulator } from "./aws/start";
import { forgetEnvironment, readEnvironment, writeEnvironment, type Environment } from "./environment-file";
import { connectOwnCluster, kubeconfigPath, type OwnCluster } from "./kubernetes/own-cluster";
import { localKubeconfig, startKubernetes } from "./kubernetes/start";
import { freePorts, httpStatus } from "./network";
import { isAlive, memoryOf, readRecords, stopDaemon } from "./processes";
import { allOrNone, type Report } from "../terraform/steps";

/** What to start. */
export interface EnvironmentOptions {
  /** A cluster of the user's own, in place of the API server that is started here. @default none */
  readonly cluster?: OwnCluster;
  /** Ends the start, and stops what was started by then. */
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

/** Starts the environment, or returns at once the one that is up. Anything dead in it starts all of it anew. */
export async function startEnvironment(options: EnvironmentOptions, report: Report): Promise<Environment> {
  const running = readEnvironment();
  if (running && isOf(running, options.cluster) && (await isHealthy(running))) {
    return running;
  }
  await stopEnvironment();
  try {
    const environment = await startAll(options, report);
    writeEnvironment(environment);
    return environment;
  } catch (error) {
    await stopEnvironment();
    throw error;
  }
}

/** Stops every process of the environment. All that it held is gone then; its logs stay. */
export async function stopEnvironment(): Promise<void> {
  forgetEnvironment();
  // What the others talk to goes last: they would fill their logs with what they cannot reach.
  const last = ["kube-apiserver", "etcd"];
  const records = readRecords();
  await Promise.all(records.filter(({ name }) => !last.includes(name)).map(stopDaemon));
  for (const name of last) {
    await Promise.all(records.filter((record) => record.name === name).map(stopDaemon));
  }
}

/** Each process of the environment: whether it is alive, what it takes. */
export function environmentStatus(): ProcessStatus[] {
  return readRecords().map((record) => {
    const memory = memoryOf(record);
    const { name, pid, port, log } = record;
    return { name, alive: memory !== undefined, pid, port, memory: memory ?? 0, log };
  });
}

/** Whether an environment was started with the cluster that is asked for now. */
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
  const [emulators, status] = await Promise.all([
    emulatorsAnswer(aws),
    httpStatus(`${endpoint}/readyz`, readFileSync(certificateAuthority)),
  ]);
  // A cluster of the user's own may refuse the anonymous question; it answers all the same.
  return emulators && (kubeconfig === localKubeconfig ? status === 200 : status !== undefined);
}

async function startAll({ cluster, signal }: EnvironmentOptions, report: Report): Promise<Environment> {
  const [awsPort = 0, eksPort = 0] = await freePorts(2);
  const startCluster = async (either: AbortSignal) => {
    const connection = await (cluster ? connectOwnCluster(cluster) : startKubernetes(report, either));
    await startEksEmulator(eksPort, connection, report, either);
    return connection;
  };
  const [kubernetes] = await allOrNone(signal, (either) => [
    startCluster(either),
    startAwsEmulator(awsPort, report, either),
  ]);
  return { id: randomUUID(), aws: { default: emulatorUrl(awsPort), eks: emulatorUrl(eksPort) }, kubernetes };
}
