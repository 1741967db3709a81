import type { Interrupts } from "../terraform/interrupts";
import type { Report } from "../terraform/steps";
import { AwsCli } from "./aws-cli";
import { Kubectl } from "./kubectl";

/** A stage that is destroyed, and how to reach what Terraform does not know of it. */
export interface DestroyedStage {
  /** Name of the stage, such as `staging`: the value of the tag `Stage`. */
  readonly stageName: string;
  /** Prefix of the names of its resources, such as `artist-staging`: also the name of the cluster and the database. */
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  /** Environment of `aws` and `kubectl`: region and profile, or the emulators. */
  readonly env: NodeJS.ProcessEnv;
  /** Path of the AWS CLI. Without it, nothing in AWS is waited for or deleted. @default none */
  readonly aws?: string;
  /** Path or name of kubectl. */
  readonly kubectl: string;
  /** The only context that is used. @default the cluster of this name in EKS */
  readonly kubeconfig?: { readonly path: string; readonly context: string };
}

/** What an operation on a stage needs. */
export interface StageRun {
  readonly stage: DestroyedStage;
  readonly report: Report;
  readonly interrupts: Interrupts;
}

/** The AWS CLI of a stage; undefined if it is not installed and the stage is emulated. */
export const awsOf = ({ stage, interrupts }: StageRun): AwsCli | undefined =>
  stage.aws === undefined
    ? undefined
    : new AwsCli(stage.aws, stage.region, stage.accountId, { env: stage.env, interrupts });

/** kubectl on the stage's cluster; undefined if there is no such cluster. */
export const kubectlOf = (run: StageRun): Promise<Kubectl | undefined> => {
  const { stage, interrupts } = run;
  return Kubectl.connect(stage, awsOf(run), { env: stage.env, interrupts });
};
