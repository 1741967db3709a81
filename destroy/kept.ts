import type { Layer } from "../modules/layers";
import { UserError } from "../terraform/user-error";
import type { AwsCli } from "./aws-cli";
import { awsOf, type StageRun } from "./stage";
import { volumesOf } from "./volumes";

/** Lists something that a destroyed stage keeps in AWS: a line for each, with the reason. */
type Source = (aws: AwsCli, run: StageRun, stacks: readonly string[]) => Promise<string[]>;

const volumes: Source = async (aws, { stage: { name } }) => {
  const { kept, unknown } = await volumesOf(aws, name);
  return [
    ...kept.map((id) => `volume ${id}: its claim was not deleted, or its policy is Retain`),
    ...unknown.map((id) => `volume ${id}: of a cluster that it does not name, perhaps of ${name}`),
  ];
};

const snapshots: Source = async (aws, { stage: { name } }) => {
  const { DBSnapshots: all } = await aws.call<{
    DBSnapshots: readonly {
      DBInstanceIdentifier: string;
      DBSnapshotIdentifier: string;
      AllocatedStorage: number;
    }[];
  }>("rds", "describe-db-snapshots", "--snapshot-type", "manual");
  return all
    .filter(({ DBInstanceIdentifier: database }) => database === name)
    .map(
      ({ DBSnapshotIdentifier: id, AllocatedStorage: size }) =>
        `snapshot ${id}, ${size} GiB: the data can be restored from it, while its key exists`,
    );
};

const backups: Source = async (aws, { stage: { name } }) => {
  const { DBInstanceAutomatedBackups: all } = await aws.call<{
    DBInstanceAutomatedBackups: readonly {
      DBInstanceIdentifier: string;
      Status: string;
      BackupRetentionPeriod: number;
    }[];
  }>("rds", "describe-db-instance-automated-backups");
  return all
    .filter(({ DBInstanceIdentifier: database, Status }) => database === name && Status === "retained")
    .map(
      ({ BackupRetentionPeriod: days }) =>
        `automated backups of ${name}: RDS deletes them within ${days} days`,
    );
};

const secrets: Source = async (aws, { stage: { name } }) => {
  const { SecretList: all } = await aws.call<{
    SecretList: readonly { Name: string; DeletedDate?: string | number }[];
  }>("secretsmanager", "list-secrets", "--include-planned-deletion", "--filters", `Key=name,Values=${name}/`);
  return all
    .filter(({ Name }) => Name.startsWith(`${name}/`))
    .map(({ Name, DeletedDate: date }) =>
      date === undefined
        ? `secret ${Name}: nothing deletes it`
        : `secret ${Name}: in its recovery window; its name is in use until then`,
    );
};

const fileSystems: Source = async (aws, _, stacks) => {
  const { FileSystems: all } = await aws.call<{
    FileSystems: readonly {
      FileSystemId: string;
      SizeInBytes: { Value: number };
      Tags: readonly { Key: string; Value: string }[];
    }[];
  }>("efs", "describe-file-systems");
  return all
    .filter(({ Tags }) => Tags.some(({ Key, Value }) => Key === "Stack" && stacks.includes(Value)))
    .map(
      ({ FileSystemId: id, SizeInBytes: { Value: bytes } }) =>
        `file system ${id}, ${Math.ceil(bytes / 2 ** 30)} GiB: nothing deletes it`,
    );
};

const keys: Source = async (aws, _, stacks) => {
  const { ResourceTagMappingList: found } = await aws.call<{
    ResourceTagMappingList: readonly { ResourceARN: string }[];
  }>(
    ...["resourcegroupstaggingapi", "get-resources", "--resource-type-filters", "kms:key"],
    ...["--tag-filters", `Key=Stack,Values=${stacks.join(",")}`, "Key=ManagedBy,Values=terraform"],
  );
  const lines: string[] = [];
  for (const { ResourceARN: arn } of found) {
    const id = arn.replace(/^.*\//, "");
    const key = await aws.find<{ KeyMetadata: { KeyState: string; DeletionDate?: string } }>(
      ...["kms", "describe-key", "--key-id", arn],
    );
    const { KeyState: state, DeletionDate: date } = key?.KeyMetadata ?? {};
    if (state === "PendingDeletion") {
      lines.push(`KMS key ${id}: AWS deletes it on ${date}; no cost until then`);
    } else if (state !== undefined) {
      lines.push(
        `KMS key ${id}: what it encrypts is lost without it; 1 USD a month until its deletion is scheduled`,
      );
    }
  }
  return lines;
};

const sources: readonly (readonly [what: string, layer: Layer, list: Source])[] = [
  ["volumes", "cluster", volumes],
  ["snapshots", "data", snapshots],
  ["automated backups", "data", backups],
  ["secrets", "data", secrets],
  ["file systems", "data", fileSystems],
];

/** Reports what destroyed layers of a stage keep in AWS, and why. A list that AWS refuses is named, and is no failure. */
export async function reportKept(run: StageRun, layers: readonly Layer[]): Promise<void> {
  const { stage, report } = run;
  const aws = awsOf(run);
  if (!aws) {
    report("the AWS CLI was not found: what the stage left in the emulators is not listed");
    return;
  }
  const stacks = layers.map((layer) => `${stage.stageName}-${layer}`);
  const wanted = sources.filter(([, layer]) => layers.includes(layer));
  const lines: string[] = [];
  for (const [what, list] of [
    ...wanted.map(([name, , one]) => [name, one] as const),
    ["KMS keys", keys] as const,
  ]) {
    try {
      lines.push(...(await list(aws, run, stacks)));
    } catch (error) {
      if (!(error instanceof UserError)) {
        throw error;
      }
      lines.push(`${what}: not listed (${error.message})`);
    }
  }
  const subject = stacks.join(", ");
  report(lines.length === 0 ? `nothing of ${subject} is kept in AWS` : `of ${subject}, AWS keeps:`);
  lines.forEach((line) => report(`  ${line}`));
  report("images belong to the account's repositories, and stay");
}
