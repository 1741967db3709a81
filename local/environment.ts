import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { emulatorsAnswer, emulatorUrl, startAwsEmulator, startEksEmulator } from "./aws/start";
import { connectOwnCluster, kubeconfigPath, type OwnCluster } from "./kubernetes/own-cluster";
import { localKubeconfig, startKubernetes } from "./kubernetes/start";
import { freePorts, httpStatus } from "./network";
import { localPath } from "../terraform/paths";
import { isAlive, memoryOf, readRecords, stopDaemon } from "./processes";
import { allOrNone, type Report } from "../terraform/steps";

/** Where the machine-local environment answers, as `.local/environment.json` says it. */
export interface Environment {
  /** Another one each time that the environment is started: its state lives in memory alone. */
  readonly id: string;
  /** AWS emulators: `eks` serves EKS, `default` all else. */
  readonly aws: { readonly default: string; readonly eks: string };
  readonly kubernetes: KubernetesConnection;
}

/** A Kubernetes cluster, and the context of a kubeconfig that reaches it. */
export interface KubernetesConnection {
  /** URL of the API server. */
  readonly endpoint: string;
  /** Absolute path of the API server's certificate authority, PEM. */
  readonly certificateAuthority: string;
  /** Absolute path of the kubeconfig. */
  readonly kubeconfig: string;
  /** Context of the kubeconfig. No other one is touched. */
  readonly context: string;
}

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

/** The environment that was started last and not stopped since; whether it is alive is not looked at. */
export function readEnvironment(): Environment | undefined {
  const file = environmentFile();
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Environment) : undefined;
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
    writeFileSync(environmentFile(), JSON.stringify(environment, null, 2));
    return environment;
  } catch (error) {
    await stopEnvironment();
    throw error;
  }
}

/** Stops every process of the environment. All that it held is gone then; its logs stay. */
export async function stopEnvironment(): Promise<void> {
  rmSync(environmentFile(), { force: true });
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

function environmentFile(): string {
  return localPath("environment.json");
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
