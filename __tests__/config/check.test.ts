import { delivered, edited, linesOf, type Edit } from "./edited";

describe("the configuration of the stages", () => {
  it.each<[string, ...Edit[]]>([
    ["nodes of the node group", ["stages.staging.cluster.nodeGroup.size", 40]],
    ["larger nodes", ["stages.staging.cluster.nodeGroup.instanceTypes", ["m6i.large", "m6i.metal"]]],
    [
      "vCPUs of Karpenter's nodes",
      ["stages.staging.platform.nodePool", { cpuLimit: 100, memoryLimit: 100_000 }],
    ],
  ])("refuses a VPC whose private subnets have too few addresses for %s", (_, ...edits) => {
    const lines = linesOf(edited(...edits, ["stages.staging.network.cidr", "10.20.0.0/19"]));
    expect(lines).toEqual([
      expect.stringMatching(
        /^staging: network\.cidr: given "10\.20\.0\.0\/19"; accepted: a larger block, .* nodes take up to \d+ addresses in each zone, of 496$/,
      ),
    ]);
    expect(linesOf(edited(...edits))).toEqual([]);
  });

  it("accepts as many vCPUs of Karpenter's nodes as their memory allows", () => {
    const pool = { cpuLimit: 10_000, memoryLimit: 64 };
    expect(
      linesOf(
        edited(["stages.staging.platform.nodePool", pool], ["stages.staging.network.cidr", "10.20.0.0/19"]),
      ),
    ).toEqual([]);
  });

  it("accepts maxAllocatedStorage from 10 % above allocatedStorage", () => {
    const storage = (most: number) =>
      linesOf(
        edited(
          ["stages.production.database.allocatedStorage", 100],
          ["stages.production.database.maxAllocatedStorage", most],
        ),
      );
    expect(storage(110)).toEqual([]);
    expect(storage(109)).toHaveLength(1);
  });

  it.each<[string, Edit, string]>([
    [
      "an unknown key",
      ["stages.production.network.nat", "one"],
      'production: network.nat: given "one"; accepted: only domain, cidr, availabilityZones, natGateways',
    ],
    [
      "a token of cdktf",
      ["stages.production.network.cidr", "${TfToken[TOKEN.0]}"],
      'production: network.cidr: given "${TfToken[TOKEN.0]}"; accepted: a value, not a token of CDKTF',
    ],
    [
      "a list of tokens",
      ["stages.production.network.availabilityZones", ["#{TfToken[TOKEN.1]}"]],
      'production: network.availabilityZones[0]: given "#{TfToken[TOKEN.1]}"; accepted: a value, not a token of CDKTF',
    ],
    [
      "a wrong type",
      ["stages.production.database.multiAz", "yes"],
      'production: database.multiAz: given "yes"; accepted: true or false',
    ],
    [
      "an unknown choice",
      ["stages.staging.network.natGateways", "two"],
      'staging: network.natGateways: given "two"; accepted: "none", "one", "one-per-zone"',
    ],
    [
      "a CIDR that is too small",
      ["stages.staging.network.cidr", "10.20.0.0/24"],
      'staging: network.cidr: given "10.20.0.0/24"; accepted: an IPv4 CIDR block from /16 to /19, written with its network address, such as 10.0.0.0/16',
    ],
    [
      "a CIDR with host bits",
      ["stages.staging.network.cidr", "10.20.1.1/16"],
      'staging: network.cidr: given "10.20.1.1/16"; accepted: an IPv4 CIDR block from /16 to /19, written with its network address, such as 10.0.0.0/16',
    ],
    [
      "overlapping CIDRs",
      ["stages.production.network.cidr", "10.20.128.0/19"],
      'production: network.cidr: given "10.20.128.0/19"; accepted: a block that does not overlap 10.20.0.0/16 of staging',
    ],
    [
      "one zone",
      ["stages.production.network.availabilityZones", ["us-east-1a"]],
      'production: network.availabilityZones: given ["us-east-1a"]; accepted: two to six different availability zones',
    ],
    [
      "a zone of another region",
      ["stages.staging.network.availabilityZones", ["us-east-1a", "eu-west-1a"]],
      'staging: network.availabilityZones[1]: given "eu-west-1a"; accepted: zones of the stage\'s region us-east-1',
    ],
    [
      "backups of too few days in production",
      ["stages.production.database.backupRetentionDays", 3],
      "production: database.backupRetentionDays: given 3; accepted: 7 to 30 days in production",
    ],
    [
      "backups of more days than RDS keeps",
      ["stages.staging.database.backupRetentionDays", 36],
      "staging: database.backupRetentionDays: given 36; accepted: a whole number of days from 1 to 35",
    ],
    [
      "alerts in production that nobody gets",
      ["stages.production.platform.alerts", {}],
      "production: platform.alerts.emails: given []; accepted: one or more e-mail addresses in production",
    ],
    [
      "no final snapshot in production",
      ["stages.production.database.finalSnapshot", false],
      "production: database.finalSnapshot: given false; accepted: true in production",
    ],
    [
      "secrets in production that cannot be restored",
      ["stages.production.secrets", { recoveryWindowDays: 0 }],
      "production: secrets.recoveryWindowDays: given 0; accepted: 7 to 30 days in production",
    ],
    [
      "logs in production that a destroy deletes",
      ["stages.production.logBucket", { forceDestroy: true }],
      "production: logBucket.forceDestroy: given true; accepted: false in production",
    ],
    [
      "a tag that can be moved to another image",
      ["stages.production.application.imageTag", "latest"],
      'production: application.imageTag: given "latest"; accepted: a semantic version, such as 1.4.2, or a git SHA of 7 to 40 hexadecimal digits',
    ],
    [
      "no account id",
      ["accounts.prod.id", undefined],
      "account prod: id: given nothing; accepted: an AWS account id of 12 digits",
    ],
    [
      "an image repository that the account does not have",
      ["stages.staging.application.repository", "ai-artist-web"],
      'staging: application.repository: given "ai-artist-web"; accepted: a repository of the account: ai-artist-api',
    ],
    [
      "an unknown account",
      ["stages.staging.account", "test"],
      'staging: account: given "test"; accepted: emulator, nonprod, prod',
    ],
    [
      "an account with the name of a stage",
      ["accounts.staging", { ...delivered.accounts["nonprod"], id: "210987654321" }],
      'account staging: name: given "staging"; accepted: a name that no stage has, because <stage>-* selects a stage\'s stacks',
    ],
    [
      "one administrator",
      ["stages.production.cluster.administrators", ["arn:aws:iam::444455556666:role/Administrator"]],
      'production: cluster.administrators: given ["arn:aws:iam::444455556666:role/Administrator"]; accepted: two or more different ARNs of IAM roles or users',
    ],
    [
      "a production stage without a host",
      ["stages.production.application.host", undefined],
      "production: application.host: given nothing; accepted: a host name in production, such as api.example.com",
    ],
    [
      "a host that the certificate is not for",
      ["stages.production.application.host", "v1.api.example.com"],
      'production: application.host: given "v1.api.example.com"; accepted: example.com, or a name with one label before it: the certificate is for these',
    ],
    [
      "no nodes",
      ["stages.production.cluster.nodeGroup.size", 0],
      "production: cluster.nodeGroup.size: given 0; accepted: a whole number of nodes from 1 to 450",
    ],
    [
      "a maxAllocatedStorage equal to allocatedStorage",
      ["stages.production.database.maxAllocatedStorage", 100],
      "production: database.maxAllocatedStorage: given 100; accepted: at least 10 % above the storage at the start",
    ],
    [
      "a worker with both replicas and schedule",
      ["stages.production.application.workers.spotify-charts.replicas", 1],
      'production: application.workers.spotify-charts.schedule: given "0 6 * * *"; accepted: either replicas or schedule, not both',
    ],
    [
      "one account id for two accounts",
      ["accounts.prod.id", "111122223333"],
      'account prod: id: given "111122223333"; accepted: another id than that of the account nonprod',
    ],
    [
      "a kubeconfig without an emulator",
      ["stages.staging.platform.kubeconfig", { path: "/a", context: "b" }],
      'staging: platform.kubeconfig: given {"path":"/a","context":"b"}; accepted: none, because the account has no emulator: EKS is used',
    ],
    [
      "an emulator without a kubeconfig",
      ["stages.local.platform.kubeconfig", undefined],
      "local: platform.kubeconfig: given nothing; accepted: a kubeconfig, because the account has an emulator: it has no EKS cluster that aws eks get-token is for",
    ],
    [
      "a region of another partition",
      ["accounts.prod.region", "cn-north-1"],
      'account prod: region: given "cn-north-1"; accepted: a region of AWS that config/regions.ts has, such as us-east-1; none of China, GovCloud or another partition',
    ],
    [
      "nodes with Graviton processors",
      ["stages.staging.cluster.nodeGroup.instanceTypes", ["m6i.large", "m7g.large"]],
      'staging: cluster.nodeGroup.instanceTypes[1]: given "m7g.large"; accepted: an instance type with a processor of x86-64, such as m6i.large: the images of the nodes and of the application are not for Graviton',
    ],
    [
      "an instance type that does not exist",
      ["stages.staging.cluster.nodeGroup.instanceTypes", ["m6i.large", "m6i.3xlarge"]],
      'staging: cluster.nodeGroup.instanceTypes[1]: given "m6i.3xlarge"; accepted: a size that m6i has: large, xlarge, 2xlarge, 4xlarge, 8xlarge, 12xlarge, 16xlarge, 24xlarge, 32xlarge, metal',
    ],
    [
      "a family of instances that does not exist",
      ["stages.staging.cluster.nodeGroup.instanceTypes", ["d6i.large"]],
      'staging: cluster.nodeGroup.instanceTypes[0]: given "d6i.large"; accepted: a family of config/instance-types.ts, such as d2, d3, d3en, dl1, dl2q',
    ],
    [
      "an instance class that does not run this PostgreSQL",
      ["stages.staging.database.instanceClass", "db.t2.micro"],
      'staging: database.instanceClass: given "db.t2.micro"; accepted: a family of config/instance-types.ts, such as db.t3, db.t4g',
    ],
    [
      "a size of instance class that does not exist",
      ["stages.staging.database.instanceClass", "db.t3.4xlarge"],
      'staging: database.instanceClass: given "db.t3.4xlarge"; accepted: a size that db.t3 has: micro, small, medium, large, xlarge, 2xlarge',
    ],
    [
      "a size that no instance type of the node pool has",
      ["stages.staging.platform.nodePool", { instanceCategories: ["r"], instanceSizes: ["large", "huge"] }],
      'staging: platform.nodePool.instanceSizes[1]: given "huge"; accepted: a size of the instance types of these categories and generations: large, xlarge, 2xlarge, 4xlarge, 8xlarge, 12xlarge, 16xlarge, 24xlarge, 32xlarge, 48xlarge, metal, medium, metal-48xl, metal-24xl, 96xlarge, metal-96xl, metal-16xl, metal-32xl',
    ],
    [
      "a category without instance types of the generation",
      ["stages.staging.platform.nodePool", { instanceCategories: ["a"], minimumGeneration: 8 }],
      'staging: platform.nodePool.instanceCategories[0]: given "a"; accepted: a category with instance types of x86-64 of generation 8 or newer: c, m, r, hpc, t, x',
    ],
    [
      "a generation that no instance type has",
      ["stages.staging.platform.nodePool", { instanceCategories: ["c"], minimumGeneration: 20 }],
      'staging: platform.nodePool.instanceCategories[0]: given "c"; accepted: any category, with a lower minimumGeneration: no instance type of x86-64 has this one',
    ],
    [
      "memory in bytes",
      ["stages.staging.application.api.memory", "500"],
      'staging: application.api.memory: given "500"; accepted: a Kubernetes quantity of memory of at least 10M, with a unit: such as 512Mi, 4Gi or 2G',
    ],
    [
      "public subnets that are too small for a load balancer",
      ["stages.staging.network.cidr", "10.20.0.0/20"],
      'staging: network.cidr: given "10.20.0.0/20"; accepted: an IPv4 CIDR block from /16 to /19, written with its network address, such as 10.0.0.0/16',
    ],
    [
      "a key that is the name of another variable",
      ["stages.staging.secrets.apiKeys", ["DATABASE_URL"]],
      'staging: secrets.apiKeys[0]: given "DATABASE_URL"; accepted: names that the application does not use otherwise: not DATABASE_URL, DATABASE_APP, DATABASE_MIGRATOR, HOME, LOG_LEVEL, LOGGING_LEVEL or OUTPUT_BASE_DIR',
    ],
    [
      "a schedule with a reversed range",
      ["stages.staging.application.workers.spotify-charts.schedule", "0 6 * * fri-1"],
      'staging: application.workers.spotify-charts.schedule: given "0 6 * * fri-1"; accepted: a cron schedule whose ranges end after they begin, such as 1-5',
    ],
    [
      "a production stage with an emulator",
      ["stages.production.account", "emulator"],
      "production: production: given true; accepted: false, because the account has an emulator",
    ],
    [
      "nodes that do not reach AWS",
      ["stages.staging.network.natGateways", "none"],
      'staging: network.natGateways: given "none"; accepted: "one" or "one-per-zone": the nodes of a stage reach AWS and image registries through them',
    ],
    [
      "one node in production",
      ["stages.production.cluster.nodeGroup.size", 1],
      "production: cluster.nodeGroup.size: given 1; accepted: two or more nodes in production",
    ],
    [
      "one pod of the API in production",
      ["stages.production.application.api.minReplicas", 1],
      "production: application.api.minReplicas: given 1; accepted: two or more pods in production",
    ],
    [
      "a worker with the name of another object of the chart",
      [
        "stages.production.application.workers",
        { api: { command: ["python"], replicas: 1, cpu: "1", memory: "1Gi" } },
      ],
      'production: application.workers.api: given "api"; accepted: names of up to 31 lower-case letters, digits and hyphens, except api and migration',
    ],
  ])("refuses %s with one line", (_, edit, line) => {
    expect(linesOf(edited(edit))).toEqual([line]);
  });

  it("reports all mistakes at once", () => {
    const lines = linesOf(
      edited(
        ["accounts.prod.id", "12"],
        ["stages.local.region", 1],
        ["stages.production.application.imageTag", "v1"],
      ),
    );
    expect(lines.map((line) => line.split(": given")[0])).toEqual([
      "account prod: id",
      "local: region",
      "production: application.imageTag",
    ]);
  });
});
