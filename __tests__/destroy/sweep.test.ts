import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reportKept } from "../../destroy/kept";
import type { StageRun } from "../../destroy/stage";
import { sweep } from "../../destroy/sweep";
import { layers } from "../../modules/layers";
import { noInterrupts } from "../../terraform/interrupts";
import { FakePrograms } from "../support/fake-programs";

// Each call starts a program, which takes long while all tests run.
jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), "sweep-"));
const programs = new FakePrograms(folder);
afterAll(() => rmSync(folder, { recursive: true }));

const fast = { seconds: 2, interval: 0.05 };
const name = "artist-staging";
let lines: string[] = [];
function run(aws: string | undefined = programs.aws): StageRun {
  lines = [];
  const stage = {
    ...{ stageName: "staging", name, region: "us-east-1", accountId: "111122223333" },
    ...{ env: { PATH: process.env["PATH"] }, aws, kubectl: programs.kubectl },
  };
  return { stage, report: (line) => lines.push(line), interrupts: noInterrupts };
}
/** Without a default parameter: undefined is a value. */
const withoutAws = (): StageRun => ({ ...run(), stage: { ...run().stage, aws: undefined } });

const balancer = (id: string) =>
  `arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/${id}/1`;
const target = (id: string) => `arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/${id}/1`;
const of = (ResourceArn: string, cluster: string) => ({
  ResourceArn,
  Tags: [{ Key: "elbv2.k8s.aws/cluster", Value: cluster }],
});
const volume = (VolumeId: string, tags: Record<string, string>) => ({
  VolumeId,
  Tags: Object.entries({ "ebs.csi.aws.com/cluster": "true", ...tags }).map(([Key, Value]) => ({
    Key,
    Value,
  })),
});
const nothing = {
  "sts get-caller-identity": { Account: "111122223333" },
  "elbv2 describe-load-balancers": { LoadBalancers: [] },
  "elbv2 describe-target-groups": { TargetGroups: [] },
  "elbv2 describe-tags": { TagDescriptions: [] },
  "ec2 describe-volumes": { Volumes: [] },
  "ec2 describe-network-interfaces": { NetworkInterfaces: [] },
  "ec2 describe-security-groups": { SecurityGroups: [] },
  "logs describe-log-groups": { logGroups: [] },
};
/** What a destroyed stage left, beside what belongs to others. */
const left = {
  ...nothing,
  "elbv2 describe-load-balancers": {
    LoadBalancers: ["own", "foreign"].map((id) => ({ LoadBalancerArn: balancer(id) })),
  },
  "elbv2 describe-target-groups": { TargetGroups: [{ TargetGroupArn: target("own") }] },
  "elbv2 describe-tags": {
    TagDescriptions: [of(balancer("own"), name), of(balancer("foreign"), "other"), of(target("own"), name)],
  },
  "ec2 describe-volumes": {
    Volumes: [
      volume("vol-released", { ReleasedByCluster: name }),
      volume("vol-retained", { [`kubernetes.io/cluster/${name}`]: "owned" }),
      volume("vol-foreign", { "kubernetes.io/cluster/other": "owned" }),
      volume("vol-unnamed", {}),
    ],
  },
  "ec2 describe-network-interfaces": { NetworkInterfaces: [{ NetworkInterfaceId: "eni-1" }] },
  "ec2 describe-security-groups": { SecurityGroups: [{ GroupId: "sg-1" }] },
  "logs describe-log-groups": {
    logGroups: [
      { logGroupName: `/aws/eks/${name}/cluster` },
      { logGroupName: `/aws/eks/${name}/cluster-of-another` },
    ],
  },
};
const given = (aws: object, failures = {}) => {
  programs.state = { objects: [], aws: { ...aws }, failures };
};
const deletions = () => programs.calls(/^aws \w+ delete-/);
const ofCluster = [
  `aws elbv2 delete-load-balancer --load-balancer-arn ${balancer("own")}`,
  `aws elbv2 delete-target-group --target-group-arn ${target("own")}`,
  "aws ec2 delete-volume --volume-id vol-released",
  "aws ec2 delete-network-interface --network-interface-id eni-1",
  "aws ec2 delete-security-group --group-id sg-1",
  `aws logs delete-log-group --log-group-name /aws/eks/${name}/cluster`,
];

describe("what a destroyed stage left", () => {
  it("is listed, and then deleted: only what is of this stage", async () => {
    given(left);
    let listed: string[] = [];
    await sweep(run(), {
      layers: ["cluster"],
      approve: () => {
        listed = [...lines];
        expect(deletions()).toEqual([]);
        return Promise.resolve(true);
      },
    });
    expect(listed).toEqual([
      "artist-staging left in AWS, with its tags or its name:",
      "  loadbalancer/app/own/1",
      "  targetgroup/own/1",
      "  volume vol-released",
      "  network interface eni-1",
      "  security group sg-1",
      "  log group /aws/eks/artist-staging/cluster",
    ]);
    expect(deletions()).toEqual(ofCluster);
    // The filters of the lists that AWS filters.
    expect(programs.calls(/describe-(network|security)/)).toEqual([
      expect.stringContaining(
        "Name=status,Values=available Name=tag:cluster.k8s.amazonaws.com/name,Values=artist-staging",
      ),
      expect.stringContaining("Name=tag:elbv2.k8s.aws/cluster,Values=artist-staging"),
    ]);
  });

  it("is not deleted without approval, and the command fails", async () => {
    given(left);
    await expect(
      sweep(run(), { layers: ["cluster"], approve: () => Promise.resolve(false) }),
    ).rejects.toThrow("artist-staging: not approved; what it left is listed above");
    expect(deletions()).toEqual([]);
  });

  it("is not looked for while the cluster or the database exists, or its layer is not destroyed", async () => {
    const logs = { logGroups: [{ logGroupName: `/aws/rds/instance/${name}/upgrade` }] };
    given({
      ...{ ...left, "eks describe-cluster": { cluster: {} } },
      ...{ "rds describe-db-instances": { DBInstances: [] }, "logs describe-log-groups": logs },
    });
    await sweep(run(), { layers });
    expect(programs.calls(/describe-(cluster|db-instances)/)).toHaveLength(2);
    expect(deletions()).toEqual([]);
    given(left);
    await sweep(run(), { layers: ["platform"] });
    expect(programs.calls(/./)).toEqual([]);
  });

  it("of the database are its log groups", async () => {
    given({
      ...nothing,
      "logs describe-log-groups": { logGroups: [{ logGroupName: `/aws/rds/instance/${name}/upgrade` }] },
    });
    await sweep(run(), { layers: ["data"] });
    expect(programs.calls(/describe-log-groups/)).toEqual([
      `aws logs describe-log-groups --log-group-name-prefix /aws/rds/instance/${name}/`,
    ]);
    expect(deletions()).toEqual([
      `aws logs delete-log-group --log-group-name /aws/rds/instance/${name}/upgrade`,
    ]);
  });

  it("is deleted by a later try while something else uses it, and counts as deleted if it is gone", async () => {
    given(left, {
      "aws ec2 delete-security-group": {
        message: "An error occurred (DependencyViolation) when calling",
        times: 2,
      },
      "aws ec2 delete-volume": {
        message: "An error occurred (InvalidVolume.NotFound) when calling",
        times: 1,
      },
    });
    await sweep(run(), { layers: ["cluster"] }, { ...fast, seconds: 60 });
    expect(programs.calls(/delete-security-group/)).toHaveLength(3);
    expect(programs.calls(/delete-volume/)).toHaveLength(1);
    expect(lines).toContain("still in use: security group sg-1; trying again");
  });

  it("is named with the reason of AWS if it cannot be deleted, and the rest is deleted", async () => {
    given(left, {
      "aws ec2 delete-security-group": {
        message: "An error occurred (DependencyViolation) when calling",
        times: 1000,
      },
      "aws ec2 delete-volume": {
        message: "An error occurred (UnauthorizedOperation) when calling",
        times: 1000,
      },
    });
    await expect(sweep(run(), { layers: ["cluster"] }, { ...fast, seconds: 0.5 })).rejects.toThrow(
      /^volume vol-released was not deleted: .*Unauthorized.*\nsecurity group sg-1 was not deleted: .*DependencyViolation.*\nartist-staging: the same command tries it again\.$/,
    );
    expect(programs.calls(/delete-volume/)).toHaveLength(1);
    expect(deletions()).toEqual(expect.arrayContaining(ofCluster));
  });

  it("is not deleted in another account", async () => {
    given({ ...left, "sts get-caller-identity": { Account: "999999999999" } });
    await expect(sweep(run(), { layers })).rejects.toThrow("credentials of the account 999999999999");
    expect(deletions()).toEqual([]);
  });

  it("is not looked for without the AWS CLI, which the emulated stage does not need", async () => {
    given(left);
    await sweep(withoutAws(), { layers });
    expect(programs.calls(/./)).toEqual([]);
  });
});

describe("what a destroyed stage keeps", () => {
  const kept = {
    ...left,
    "rds describe-db-snapshots": {
      DBSnapshots: [
        { DBInstanceIdentifier: name, DBSnapshotIdentifier: `${name}-final-1`, AllocatedStorage: 50 },
        { DBInstanceIdentifier: "artist-production", DBSnapshotIdentifier: "other", AllocatedStorage: 50 },
      ],
    },
    "rds describe-db-instance-automated-backups": {
      DBInstanceAutomatedBackups: [
        { DBInstanceIdentifier: name, Status: "retained", BackupRetentionPeriod: 7 },
        { DBInstanceIdentifier: "artist-production", Status: "retained", BackupRetentionPeriod: 7 },
      ],
    },
    "secretsmanager list-secrets": {
      SecretList: [
        { Name: `${name}/grafana/admin`, DeletedDate: "2026-11-27" },
        { Name: `${name}/api-keys/K` },
      ],
    },
    "efs describe-file-systems": {
      FileSystems: ["staging-data", "production-data"].map((stack, index) => ({
        FileSystemId: `fs-${index}`,
        SizeInBytes: { Value: 2.5 * 2 ** 30 },
        Tags: [{ Key: "Stack", Value: stack }],
      })),
    },
    "resourcegroupstaggingapi get-resources": {
      ResourceTagMappingList: [{ ResourceARN: "arn:aws:kms:us-east-1:111122223333:key/k1" }],
    },
    "kms describe-key": { KeyMetadata: { KeyState: "Enabled" } },
  };

  it("is listed with the reason", async () => {
    given(kept);
    await reportKept(run(), layers);
    expect(lines).toEqual([
      "of staging-network, staging-data, staging-cluster, staging-platform, AWS keeps:",
      "  volume vol-retained: its claim was not deleted, or its policy is Retain",
      "  volume vol-unnamed: of a cluster that it does not name, perhaps of artist-staging",
      "  snapshot artist-staging-final-1, 50 GiB: the data can be restored from it, while its key exists",
      "  automated backups of artist-staging: RDS deletes them within 7 days",
      "  secret artist-staging/grafana/admin: in its recovery window; its name is in use until then",
      "  secret artist-staging/api-keys/K: nothing deletes it",
      "  file system fs-0, 3 GiB: nothing deletes it",
      "  KMS key k1: what it encrypts is lost without it; 1 USD a month until its deletion is scheduled",
      "images belong to the account's repositories, and stay",
    ]);
    expect(programs.calls(/ (delete|create|schedule)-/)).toEqual([]);
  });

  it("is that of the destroyed layers", async () => {
    given({
      ...kept,
      "kms describe-key": { KeyMetadata: { KeyState: "PendingDeletion", DeletionDate: "2026-12-27" } },
    });
    await reportKept(run(), ["cluster"]);
    expect(programs.calls(/rds|secretsmanager|efs/)).toEqual([]);
    expect(programs.calls(/get-resources/)[0]).toContain("Key=Stack,Values=staging-cluster ");
    expect(lines.at(-2)).toBe("  KMS key k1: AWS deletes it on 2026-12-27; no cost until then");
  });

  it("has a line for a list that AWS refuses", async () => {
    given(kept, {
      "aws rds describe-db-snapshots": { message: "An error occurred (AccessDenied)", times: 1 },
    });
    await reportKept(run(), ["data"]);
    expect(lines).toContain(
      "  snapshots: not listed (aws rds describe-db-snapshots: An error occurred (AccessDenied))",
    );
    expect(lines).toHaveLength(8);
  });
});
