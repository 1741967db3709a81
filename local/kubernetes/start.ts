import { readFileSync, rmSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { projectPath } from "../../modules/kit/project-path";
import type { Stage } from "../../config";
import type { KubernetesConnection } from "../environment-file";
import { freePorts, httpStatus, loopback, waitUntilReady } from "../network";
import { localPath } from "../../terraform/paths";
import { startDaemon, type ProcessRecord } from "../processes";
import { runCommand, type Report } from "../../terraform/steps";
import { binaries, binaryPath } from "./binaries";
import { clusterObjects } from "./nodes";
import { makePki, pkiIn, serviceAddress, writeKubeconfig, type Pki } from "./pki";

/** Path of the kubeconfig of the local API server. */
export const localKubeconfig = localPath("kubeconfig");

const folder = localPath("kubernetes");
const pkiFolder = join(folder, "pki");
const context = "local";
const readyWithinSeconds = 90;

/** Documentation ranges (RFC 5737): nothing is sent to the address of a pod or a Service. */
const serviceRange = "192.0.2.0/24";
const podRange = "198.51.100.0/24";

// Unix sockets in the folder, which only the user can access: etcd does not authenticate its clients.
const etcdClients = "unix://etcd:0";
const etcdPeers = "unix://peer:0";

/**
 * Creates certificates and a kubeconfig for an API server that is started later, so that the EKS emulator can use its
 * endpoint before.
 */
export async function prepareKubernetes(report: Report, signal?: AbortSignal): Promise<KubernetesConnection> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [port = 0] = await freePorts(1);
  const endpoint = `https://${loopback}:${port}`;
  report("creating certificates");
  const pki = await makePki(pkiFolder, () => undefined, signal);
  writeKubeconfig(localKubeconfig, context, endpoint, pki);
  return { endpoint, certificateAuthority: pki.ca, kubeconfig: localKubeconfig, context };
}

/**
 * Starts etcd, the API server, the controller manager, the scheduler and kwok, without data. Only the API server
 * listens on a port, on 127.0.0.1.
 *
 * @param connection Result of {@link prepareKubernetes}.
 * @param stage The stage whose nodes the cluster has.
 * @throws {StepError} if a process does not become ready.
 */
export async function startKubernetes(
  { endpoint, kubeconfig }: KubernetesConnection,
  stage: Stage,
  report: Report,
  signal?: AbortSignal,
): Promise<void> {
  const pki = pkiIn(pkiFolder);
  report("starting etcd and the API server");
  await startEtcd();
  const record = await startApiServer(Number(new URL(endpoint).port), pki);
  const ca = readFileSync(pki.ca);
  const isReady = async () => (await httpStatus(`${endpoint}/readyz`, ca)) === 200;
  await waitUntilReady(
    { step: "start kube-apiserver", record, isReady, seconds: readyWithinSeconds },
    signal,
  );
  await startControllers(pki, kubeconfig);
  report("waiting for the nodes");
  await createNodes(kubeconfig, stage, signal);
}

async function startEtcd(): Promise<void> {
  await startDaemon({
    name: "etcd",
    command: binaryPath(binaries.etcd),
    cwd: folder,
    args: [
      "--name=local",
      `--data-dir=${join(folder, "etcd")}`,
      `--listen-client-urls=${etcdClients}`,
      `--advertise-client-urls=${etcdClients}`,
      `--listen-peer-urls=${etcdPeers}`,
      `--initial-advertise-peer-urls=${etcdPeers}`,
      `--initial-cluster=local=${etcdPeers}`,
      // The data is deleted at the next start, so it does not have to survive a crash.
      "--unsafe-no-fsync",
      "--log-level=warn",
    ],
  });
}

/**
 * Sends the API server's calls into the cluster (webhooks, aggregated APIs) to a socket that no process listens on:
 * there is no network to a pod, and no request may leave the machine.
 */
function writeEgressSelector(): string {
  const path = join(folder, "egress.yaml");
  const transport = { uds: { udsName: join(folder, "closed.sock") } };
  const configuration = {
    apiVersion: "apiserver.k8s.io/v1beta1",
    kind: "EgressSelectorConfiguration",
    egressSelections: [{ name: "cluster", connection: { proxyProtocol: "HTTPConnect", transport } }],
  };
  writeFileSync(path, stringify(configuration));
  return path;
}

function startApiServer(port: number, pki: Pki): Promise<ProcessRecord> {
  return startDaemon({
    name: "kube-apiserver",
    command: binaryPath(binaries.apiServer),
    cwd: folder,
    args: [
      `--etcd-servers=${etcdClients}`,
      `--bind-address=${loopback}`,
      `--secure-port=${port}`,
      `--advertise-address=${serviceAddress}`,
      "--endpoint-reconciler-type=none",
      `--tls-cert-file=${pki.serverCertificate}`,
      `--tls-private-key-file=${pki.serverKey}`,
      `--client-ca-file=${pki.ca}`,
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${pki.serviceAccountKey}`,
      `--service-account-signing-key-file=${pki.serviceAccountKey}`,
      `--service-cluster-ip-range=${serviceRange}`,
      `--egress-selector-config-file=${writeEgressSelector()}`,
      "--authorization-mode=Node,RBAC",
      // As on EKS, containers may be privileged.
      "--allow-privileged=true",
      "--profiling=false",
    ],
    port,
  });
}

async function startControllers(pki: Pki, kubeconfig: string): Promise<void> {
  await startDaemon({
    name: "kube-controller-manager",
    command: binaryPath(binaries.controllerManager),
    args: [
      `--kubeconfig=${kubeconfig}`,
      "--secure-port=0",
      `--service-account-private-key-file=${pki.serviceAccountKey}`,
      `--root-ca-file=${pki.ca}`,
      `--cluster-signing-cert-file=${pki.ca}`,
      `--cluster-signing-key-file=${pki.caKey}`,
      "--leader-elect=false",
    ],
  });
  await startDaemon({
    name: "kube-scheduler",
    command: binaryPath(binaries.scheduler),
    args: [`--kubeconfig=${kubeconfig}`, "--secure-port=0", "--leader-elect=false"],
  });
  await startDaemon({
    name: "kwok",
    command: binaryPath(binaries.kwok),
    args: [
      `--kubeconfig=${kubeconfig}`,
      `--config=${projectPath("local", "kubernetes", "kwok-stages.yaml")}`,
      "--manage-all-nodes=true",
      "--node-lease-duration-seconds=40",
      `--cidr=${podRange}`,
      // No server for `kubectl logs` and `exec`, which would listen on all addresses.
      "--node-port=0",
    ],
  });
}

async function createNodes(kubeconfig: string, stage: Stage, signal?: AbortSignal): Promise<void> {
  const kubectl = (step: string, args: string[], input?: string) =>
    runCommand(
      {
        step,
        command: binaryPath(binaries.kubectl),
        args: [`--kubeconfig=${kubeconfig}`, ...args],
        log: "kubectl",
        input,
      },
      () => undefined,
      signal,
    );
  await kubectl(
    "create nodes and volumes",
    ["apply", "--server-side", "--filename=-"],
    JSON.stringify(clusterObjects(stage)),
  );
  await kubectl("wait for the nodes", ["wait", "--for=condition=Ready", "nodes", "--all", "--timeout=60s"]);
  // Without this service account, the API server rejects a pod.
  await kubectl("wait for the service account", [
    "wait",
    "--for=create",
    "serviceaccount/default",
    "--namespace=default",
    "--timeout=30s",
  ]);
}
