import type { Layer } from "../modules/layers";
import { pause } from "../terraform/interrupts";
import { UserError } from "../terraform/user-error";
import { isNotFound, type AwsCli } from "./aws-cli";
import { leftoversOfCluster, leftoversOfDatabase, type Leftover } from "./leftovers";
import { ProgramError } from "./program";
import { awsOf, type StageRun } from "./stage";
import { waiting as usual } from "./wait";

/** AWS answers this while something else is being deleted. */
const isTemporary = /DependencyViolation|ResourceInUse|VolumeInUse|InUse|Throttling|RequestLimitExceeded/;

/** Deletes a leftover. Resolves to the reason if AWS refuses it. */
async function remove(aws: AwsCli, { deletion }: Leftover): Promise<string | undefined> {
  try {
    await aws.print(...deletion);
    return undefined;
  } catch (error) {
    if (isNotFound(error)) {
      return undefined;
    }
    if (error instanceof ProgramError) {
      return error.reason;
    }
    throw error;
  }
}

/** How a sweep is done. */
export interface SweepOptions {
  /** The layers of the stage that are destroyed. What belongs to others is left. */
  readonly layers: readonly Layer[];
  /** Called with the list on the screen; returns whether to delete it. @default it is deleted */
  readonly approve?: () => Promise<boolean>;
}

/**
 * Deletes what destroyed layers of a stage left in AWS, after it is listed and approved.
 *
 * @throws {UserError} if it is not approved, or if AWS refuses a deletion.
 */
export async function sweep(
  run: StageRun,
  { layers, approve }: SweepOptions,
  waiting = usual,
): Promise<void> {
  const { stage, report, interrupts } = run;
  const aws = awsOf(run);
  if (!aws) {
    return;
  }
  // Without its network, a cluster cannot exist.
  const hasCluster = layers.includes("cluster") || layers.includes("network");
  const found = [
    ...(hasCluster ? await leftoversOfCluster(aws, stage.name) : []),
    ...(layers.includes("data") ? await leftoversOfDatabase(aws, stage.name) : []),
  ];
  if (found.length === 0) {
    return;
  }
  report(`${stage.name} left in AWS, with its tags or its name:`);
  found.forEach(({ name }) => report(`  ${name}`));
  if (approve && !(await approve())) {
    throw new UserError(`${stage.name}: not approved; what it left is listed above`);
  }
  const start = Date.now();
  let left = found;
  const failures: string[] = [];
  for (;;) {
    const temporary: Leftover[] = [];
    for (const one of left) {
      const reason = await remove(aws, one);
      if (reason === undefined) {
        report(`deleted ${one.name}`);
      } else if (isTemporary.test(reason) && Date.now() - start < waiting.seconds * 1000) {
        temporary.push(one);
      } else {
        failures.push(`${one.name} was not deleted: ${reason}`);
      }
    }
    left = temporary;
    if (left.length === 0) {
      break;
    }
    report(`still in use: ${left.map(({ name }) => name).join(", ")}; trying again`);
    await pause(waiting.interval * 1000, interrupts.graceful);
  }
  if (failures.length > 0) {
    throw new UserError([...failures, `${stage.name}: the same command tries it again.`].join("\n"));
  }
}
