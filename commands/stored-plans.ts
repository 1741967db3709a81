import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvalidArgumentError, type Command } from "commander";
import type { Configuration } from "../config";
import { configurationOfThisMachine } from "../local/configuration";
import { readEnvironment } from "../local/environment-file";
import { packPlans, unpackPlans } from "../plan/archive";
import { planFolder, sha256, sha256Of } from "../plan/plans-file";
import { checkRefusals } from "../plan/policy/refusal";
import { ownerOfStack } from "../stacks/names";
import { placeOf, stateBucketName } from "../stacks/place";
import { download, upload, type S3Object } from "../terraform/s3";
import { UserError } from "../terraform/user-error";
import { reviewedPlans } from "./apply";
import { command, runMain } from "./program";
import { stageNamed } from "./stack-selection";
import { giveOutputs } from "./step-outputs";

/** Where the plans of a stage are kept. */
interface Storage {
  /** The archive with a SHA-256, beside the states of the account. */
  readonly archive: (digest: string) => S3Object;
  /** Environment of the AWS CLI: that of the user, or of the emulator. @throws {UserError} if the stage is emulated, and no emulator runs */
  readonly env: () => NodeJS.ProcessEnv;
}

/** @throws {UserError} if there is no such stage */
function storageOf(stage: string, configuration: Configuration): Storage {
  stageNamed("stage", stage, configuration);
  const { account } = placeOf(stage, configuration);
  return {
    archive: (digest) => ({
      bucket: stateBucketName(account),
      region: account.region,
      key: `plans/${stage}/${digest}.zip`,
    }),
    env: () => (account.emulator ? emulatorEnvironment(stage) : process.env),
  };
}

/** The AWS CLI with the emulator of this machine, and not with the user's account. @throws {UserError} if none runs */
function emulatorEnvironment(stage: string): NodeJS.ProcessEnv {
  const endpoint = readEnvironment()?.aws.default;
  if (endpoint === undefined) {
    throw new UserError(`the stage ${stage} is emulated, and no emulator runs: npm run local`);
  }
  const credentials = { AWS_ACCESS_KEY_ID: "emulator", AWS_SECRET_ACCESS_KEY: "emulator" };
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  return { ...Object.fromEntries(others), AWS_ENDPOINT_URL: endpoint, ...credentials };
}

/** Calls a function with the path of a file that only the user may read, and removes it. */
function withFile<T>(use: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "plans-"));
  try {
    return use(join(folder, "plans.zip"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Stores the plans of the last review. The digest is empty if nothing changes. @throws {UserError} */
export function storePlans(stage: string, folder = planFolder()): void {
  const configuration = configurationOfThisMachine();
  const storage = storageOf(stage, configuration);
  const plans = reviewedPlans(folder);
  checkRefusals(plans, () => true);
  const changed = plans.stacks
    .filter(({ changes, progress }) => changes !== "" && progress !== "applied")
    .map(({ stack }) => stack);
  const others = changed.filter((stack) => ownerOfStack(stack, configuration) !== stage);
  if (others.length > 0) {
    throw new UserError(
      `${others.join(", ")} changes, and does not belong to the stage ${stage}; accepted: plans of this stage alone. ` +
        "An administrator applies the bootstrap stack of an account first",
    );
  }
  if (changed.length === 0) {
    giveOutputs({ digest: "" });
    console.error("Nothing changes: no plan is stored.");
    return;
  }
  const archive = packPlans(folder, plans);
  const digest = sha256Of(archive);
  withFile((path) => {
    writeFileSync(path, archive, { mode: 0o600 });
    upload(path, storage.archive(digest), storage.env());
  });
  giveOutputs({ digest });
  console.error(
    `Stored the plans of ${changed.join(", ")}. In a checkout of the same commit, for 7 days:\n` +
      `  npm run plan:fetch -- ${stage} ${digest}\n  npm run apply -- --stage ${stage}`,
  );
}

/** Gets stored plans, in place of those of the last review. @throws {UserError} */
export function fetchPlans(stage: string, digest: string, folder = planFolder()): void {
  const storage = storageOf(stage, configurationOfThisMachine());
  const plans = withFile((path) => {
    try {
      download(storage.archive(digest), path, storage.env());
    } catch (error) {
      throw error instanceof UserError && error.message.includes("(404)")
        ? new UserError(
            `the stage ${stage} has no stored plans ${digest}: they are deleted after 7 days; run npm run plan and npm run plan:store again`,
          )
        : error;
    }
    return unpackPlans(readFileSync(path), digest, folder);
  });
  console.log(`The plans of ${plans.stacks.map(({ stack }) => stack).join(", ")} are in plan.out.`);
}

function parseDigest(value: string): string {
  if (!sha256.safeParse(value).success) {
    throw new InvalidArgumentError(
      "It is the digest that npm run plan:store printed: 64 hexadecimal digits.",
    );
  }
  return value;
}

/** `npm run plan:store` and `plan:fetch`: bring reviewed plans to the machine that applies them. */
export const storedPlansCommands = (): Command[] => [
  command(
    "plan:store",
    "Store the plans of npm run plan in the bucket of the states, and print their digest.",
  )
    .argument(
      "<stage>",
      "stage of the plans; those of other stages and of the bootstrap stack must change nothing",
    )
    .action((stage: string) =>
      runMain(() => {
        storePlans(stage);
        return 0;
      }),
    ),
  command("plan:fetch", "Get stored plans into plan.out, for npm run apply, if they have the digest.")
    .argument("<stage>", "name of a stage")
    .argument("<digest>", "what npm run plan:store printed", parseDigest)
    .action((stage: string, digest: string) =>
      runMain(() => {
        fetchPlans(stage, digest);
        return 0;
      }),
    ),
];
