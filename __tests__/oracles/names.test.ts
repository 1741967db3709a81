import { configurationOf, type StageInput } from "../../config";
import { checkConfiguration } from "../../config/check";
import { allStacks, type Stacks } from "../support/prepared";
import { synthesize } from "../support/synthesis";
import type { Block } from "../support/terraform-json";
import { evaluatedStacks } from "./evaluated";

/** The longest regions, such as ap-southeast-1. */
const region = "ap-southeast-1";

/** The most characters of each fixed name. */
const limits: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  aws_s3_bucket: { bucket: 63 },
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  aws_iam_role: { name: 64 },
  aws_iam_role_policy: { role: 64 },
  aws_iam_instance_profile: { name: 128, role: 64 },
  aws_instance: { iam_instance_profile: 128 },
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html
  aws_db_instance: { identifier: 63, final_snapshot_identifier: 255 },
  aws_db_subnet_group: { name: 255 },
  // The provider adds 26 characters: https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_parameter_group
  aws_db_parameter_group: { name_prefix: 255 - 26 },
  // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
  aws_kms_alias: { name: 256 },
  aws_kms_key: { description: 8192 },
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
  aws_security_group: { name: 255 },
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html
  aws_launch_template: { name: 128 },
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
  aws_cloudwatch_log_group: { name: 512 },
  // https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
  aws_eks_cluster: { name: 100 },
  // Of 63 characters, the provider adds 26.
  // https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html
  aws_eks_node_group: { node_group_name_prefix: 63 - 26 },
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  aws_cloudwatch_metric_alarm: { alarm_name: 255 },
  // https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
  aws_sns_topic: { name: 256, display_name: 100 },
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
  aws_cloudwatch_event_rule: { name: 64 },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
  aws_sqs_queue: { name: 80 },
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
  aws_secretsmanager_secret: { name: 512 },
};

function stacksOf(name: string): Stacks {
  const { accounts, stages } = configurationOf();
  const production = stages["production"] as StageInput;
  const zones = ["a", "b", "c"].map((letter) => `${region}${letter}`);
  const stage = { ...production, region, network: { ...production.network, availabilityZones: zones } };
  const stacks = synthesize(checkConfiguration({ accounts, stages: { [name]: stage } }));
  return Object.fromEntries(Object.entries(stacks).filter(([stack]) => stack.startsWith(`${name}-`)));
}

/** A fixed name that has the name of the stage in it. */
interface Name {
  readonly place: string;
  readonly value: string;
  /** Undefined if the table has no limit. */
  readonly limit: number | undefined;
}

function namesOf(stage: string, stacks: Stacks): Name[] {
  return Object.entries(evaluatedStacks(stacks)).flatMap(([stack, evaluation]) =>
    Object.entries(evaluation).flatMap(([address, block]) => {
      const [type = ""] = address.split(".");
      const written = stacks[stack]?.resource(address.replace(/\[.*$/, "")) as Block;
      return Object.entries(block as Record<string, unknown>).flatMap(([attribute, value]) =>
        // A reference to the name of another resource is not a name of this one, and JSON with tags is not a name.
        typeof value === "string" &&
        attribute !== "configuration_values" &&
        value.includes(stage) &&
        !/\$\{(aws_|data\.)/.test(String(written[attribute]))
          ? [{ place: `${stack} ${address} ${attribute}`, value, limit: limits[type]?.[attribute] }]
          : [],
      );
    }),
  );
}

const allowed = (length: number) => `p${"x".repeat(length - 1)}`;

describe("the names of a stage whose name has 23 characters", () => {
  const stage = allowed(23);
  const names = namesOf(stage, stacksOf(stage));

  it("are all in the table of limits", () => {
    expect(names.filter(({ limit }) => limit === undefined).map(({ place }) => place)).toEqual([]);
    const used = new Set(names.map(({ place }) => place.split(" ").slice(1).join(" ").replace(/\.\S*/, "")));
    const listed = Object.entries(limits).flatMap(([type, attributes]) =>
      Object.keys(attributes).map((attribute) => `${type} ${attribute}`),
    );
    expect(listed.filter((one) => !used.has(one))).toEqual([]);
  });

  it("are not too long", () => {
    const tooLong = names.filter(({ value, limit = 0 }) => value.length > limit);
    expect(
      tooLong.map(({ place, value, limit }) => `${place}: ${value}: ${value.length} > ${limit}`),
    ).toEqual([]);
  });

  it("leave no room for a longer one", () => {
    expect(names.some(({ value, limit }) => value.length === limit)).toBe(true);
  });
});

it.each([allowed(24), "-dev", "dev-", "a--b", "Dev", "1dev", "dev_1"])("a stage %s is refused", (name) => {
  expect(() => stacksOf(name)).toThrow(`${name}: name: given "${name}"; accepted: up to 23`);
});

it("a resource with create_before_destroy has no fixed name", () => {
  const fixedNames = (type: string, block: Block) =>
    ["name", ...Object.keys(limits[type] ?? {})].filter(
      (name) => name in block && !/prefix|description/.test(name),
    );
  const blocks = Object.entries(allStacks()).flatMap(([stack, { json }]) =>
    Object.entries(json["resource"] ?? {}).flatMap(([type, byName]) =>
      Object.entries(byName).map(
        ([name, block]) => [`${stack} ${type}.${name}`, type, block as Block] as const,
      ),
    ),
  );
  const replacedLate = blocks.filter(([, , block]) => block.lifecycle?.create_before_destroy === true);
  expect(replacedLate.length).toBeGreaterThan(0);
  const fixed = replacedLate.filter(([, type, block]) => fixedNames(type, block).length > 0);
  expect(fixed.map(([place]) => place)).toEqual([]);
});
