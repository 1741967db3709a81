import { localAdministrators } from "../../config";
import { projectPath } from "../../modules/kit/project-path";
import type { KubernetesConnection } from "../environment-file";
import { httpStatus, loopback, waitUntilReady } from "../network";
import { startDaemon } from "../processes";
import type { Report } from "../../terraform/steps";
import { emulatorPython } from "./install";

/** Account and region of the emulated resources. */
export const emulatedAccount = "123456789012";
export const emulatedRegion = "us-east-1";

const readyWithinSeconds = 60;

// Python writes no compiled files into the source folder of the launchers.
const pythonVariables = { PYTHONDONTWRITEBYTECODE: "1" };

/** URL of an emulator. */
export function emulatorUrl(port: number): string {
  return `http://${loopback}:${port}`;
}

/** Starts the emulator of all services except EKS. Its data is only in memory. */
export async function startAwsEmulator(port: number, report: Report, signal?: AbortSignal): Promise<void> {
  report("moto");
  const record = await startDaemon({
    name: "moto",
    command: emulatorPython,
    args: [projectPath("local", "aws", "moto_launch.py"), "--host", loopback, "--port", String(port)],
    env: {
      ...pythonVariables,
      MOTO_IAM_LOAD_MANAGED_POLICIES: "true",
      MOTO_ACCOUNT_ID: emulatedAccount,
      AWS_DEFAULT_REGION: emulatedRegion,
      ADMINISTRATORS: localAdministrators.join(" "),
    },
    port,
  });
  const isReady = () => answers(motoHealth(emulatorUrl(port)));
  await waitUntilReady({ step: "start moto", record, isReady, seconds: readyWithinSeconds }, signal);
}

/** Starts the emulator of EKS. It returns the given API server as the endpoint of each cluster. */
export async function startEksEmulator(
  port: number,
  cluster: KubernetesConnection,
  report: Report,
  signal?: AbortSignal,
): Promise<void> {
  report("ministack");
  const record = await startDaemon({
    name: "ministack",
    command: emulatorPython,
    args: [projectPath("local", "aws", "ministack_launch.py")],
    env: {
      ...pythonVariables,
      BIND_HOST: loopback,
      GATEWAY_PORT: String(port),
      MINISTACK_ACCOUNT_ID: emulatedAccount,
      MINISTACK_REGION: emulatedRegion,
      // Disables a second listener, for a service that is not used here.
      IOT_MTLS_ENABLED: "0",
      EKS_ENDPOINT: cluster.endpoint,
      EKS_CA_FILE: cluster.certificateAuthority,
      EKS_OIDC_ISSUER: `https://oidc.eks.${emulatedRegion}.amazonaws.com`,
    },
    port,
  });
  const isReady = () => answers(ministackHealth(emulatorUrl(port)));
  await waitUntilReady({ step: "start ministack", record, isReady, seconds: readyWithinSeconds }, signal);
}

/** Whether both emulators answer. */
export async function emulatorsAnswer(urls: {
  readonly default: string;
  readonly eks: string;
}): Promise<boolean> {
  const answered = await Promise.all([answers(motoHealth(urls.default)), answers(ministackHealth(urls.eks))]);
  return answered.every(Boolean);
}

const motoHealth = (url: string) => `${url}/moto-api/`;
const ministackHealth = (url: string) => `${url}/_ministack/health`;

async function answers(url: string): Promise<boolean> {
  return (await httpStatus(url)) === 200;
}
