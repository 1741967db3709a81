import type { Block } from "../../../plan/plan-json";
import { openings } from "../../../plan/access/network";
import { protectionFact } from "../../../plan/access/protection-facts";
import { relations } from "../../../plan/access/relations";
import { allStacks } from "../../support/prepared";
import { findings, inShort } from "./cases";

const encryption = (sse_algorithm: string, kms_master_key_id?: string) => ({
  rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm, kms_master_key_id }] }],
});
const sse = "rule[0].apply_server_side_encryption_by_default[0]";

describe("protection", () => {
  it.each<[string, Block | undefined, Block | undefined, string[]]>([
    [
      "aws_db_instance",
      { deletion_protection: true },
      { deletion_protection: false },
      ["lowered deletion_protection"],
    ],
    [
      "aws_db_instance",
      { deletion_protection: false },
      { deletion_protection: true },
      ["raised deletion_protection"],
    ],
    [
      "aws_db_instance",
      { deletion_protection: true },
      { deletion_protection: null },
      ["lowered deletion_protection"],
    ],
    ["aws_db_instance", undefined, { deletion_protection: false }, []],
    ["aws_db_instance", { deletion_protection: true }, undefined, []],
    [
      "aws_db_instance",
      { backup_retention_period: 30 },
      { backup_retention_period: 7 },
      ["lowered backup_retention_period"],
    ],
    ["aws_db_instance", { multi_az: true }, { multi_az: false }, ["lowered multi_az"]],
    [
      "aws_db_instance",
      { skip_final_snapshot: false },
      { skip_final_snapshot: true },
      ["lowered skip_final_snapshot"],
    ],
    [
      "aws_db_instance",
      { enabled_cloudwatch_logs_exports: ["a", "b"] },
      { enabled_cloudwatch_logs_exports: ["b", "c"] },
      ["lowered enabled_cloudwatch_logs_exports"],
    ],
    [
      "aws_db_instance",
      { kms_key_id: "a" },
      { kms_key_id: "b" },
      ["lowered kms_key_id (cannot be compared)"],
    ],
    ["aws_db_instance", { kms_key_id: "a" }, {}, ["lowered kms_key_id"]],
    [
      "aws_cloudwatch_log_group",
      { retention_in_days: 0 },
      { retention_in_days: 365 },
      ["lowered retention_in_days"],
    ],
    [
      "aws_cloudwatch_log_group",
      { retention_in_days: 7 },
      { retention_in_days: 0 },
      ["raised retention_in_days"],
    ],
    [
      "aws_secretsmanager_secret",
      { recovery_window_in_days: 7 },
      { recovery_window_in_days: null },
      ["raised recovery_window_in_days"],
    ],
    [
      "aws_s3_bucket_versioning",
      { versioning_configuration: [{ status: "Enabled" }] },
      { versioning_configuration: [{ status: "Suspended" }] },
      ["lowered versioning_configuration[0].status"],
    ],
    [
      "aws_s3_bucket_versioning",
      { versioning_configuration: [{ status: "Enabled" }] },
      undefined,
      ["lowered versioning_configuration[0].status"],
    ],
    [
      "aws_s3_bucket_server_side_encryption_configuration",
      encryption("aws:kms", "a"),
      encryption("AES256"),
      [`lowered ${sse}.sse_algorithm`, `lowered ${sse}.kms_master_key_id`],
    ],
    [
      "aws_kms_key",
      { enable_key_rotation: true, deletion_window_in_days: 30 },
      { enable_key_rotation: false, deletion_window_in_days: 7 },
      ["lowered enable_key_rotation", "lowered deletion_window_in_days"],
    ],
    [
      "aws_ecr_repository",
      { image_tag_mutability: "IMMUTABLE" },
      { image_tag_mutability: "OTHER" },
      ["lowered image_tag_mutability (cannot be compared)"],
    ],
    ["aws_lb", { access_logs: [{ enabled: true }] }, { access_logs: [] }, ["lowered access_logs[0].enabled"]],
    [
      "aws_db_instance",
      { publicly_accessible: false },
      { publicly_accessible: true },
      ["widened publicly_accessible"],
    ],
    ["aws_db_instance", undefined, { publicly_accessible: true }, ["widened publicly_accessible"]],
    ["aws_db_instance", undefined, { publicly_accessible: false }, []],
    ["aws_lb", { internal: true }, { internal: false }, ["widened internal"]],
    [
      "aws_instance",
      { associate_public_ip_address: false },
      { associate_public_ip_address: true },
      ["widened associate_public_ip_address"],
    ],
    [
      "aws_s3_bucket_public_access_block",
      { block_public_policy: true },
      undefined,
      ["widened block_public_policy"],
    ],
    [
      "aws_s3_bucket_public_access_block",
      undefined,
      { block_public_policy: true },
      ["narrowed block_public_policy"],
    ],
  ])("%s from %j to %j", async (type, before, after, expected) => {
    expect(inShort(await findings(type, before, after))).toEqual(expected);
  });

  it("is lowered, if the value is known only after the apply", async () => {
    const doubt = "(known only after the apply)";
    const unknown = { skip_final_snapshot: true, kms_key_id: true, publicly_accessible: true };
    expect(
      inShort(await findings("aws_db_instance", { kms_key_id: "a" }, {}, { afterUnknown: unknown })).sort(),
    ).toEqual([
      `lowered kms_key_id ${doubt}`,
      `lowered skip_final_snapshot ${doubt}`,
      `widened publicly_accessible ${doubt}`,
    ]);
    const block = { metadata_options: [{ http_tokens: "required" }] };
    expect(
      inShort(await findings("aws_instance", block, {}, { afterUnknown: { metadata_options: true } })),
    ).toEqual([`lowered metadata_options[0].http_tokens ${doubt}`]);
  });

  it("has the values in the sentence, if they are not sensitive", async () => {
    const args = [
      "aws_db_instance",
      { backup_retention_period: 30 },
      { backup_retention_period: 7 },
    ] as const;
    const [found] = await findings(...args);
    expect(found?.sentence).toBe("backup_retention_period; before: 30, after: 7");
    const [hidden] = await findings(...args, { beforeSensitive: { backup_retention_period: true } });
    expect(hidden?.sentence).toBe(
      "backup_retention_period; before: (sensitive value), after: (sensitive value)",
    );
  });
});

/** Attributes whose names look like protection and that have nothing to do with it, or are compared elsewhere. */
const others: Readonly<Record<string, string>> = {
  "aws_eks_cluster.vpc_config.endpoint_public_access": "an opening (network.ts)",
  "aws_db_instance.backup_window": "when, not whether",
};

/** What is not an attribute of AWS. */
const metaArguments = new Set(["//", "lifecycle", "depends_on", "tags"]);

/** The attributes of a block, nested ones with dots. */
function paths(value: unknown, path: string[] = []): string[][] {
  if (Array.isArray(value)) {
    return value.flatMap((item) => paths(item, path));
  }
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, item]) => paths(item, [...path, name]))
    : [path];
}

describe("the stacks", () => {
  const resources = Object.values(allStacks()).flatMap(({ json }) =>
    Object.entries(json["resource"] ?? {}).flatMap(([type, byName]) =>
      Object.values(byName).map((resource) => ({ type, resource })),
    ),
  );
  const attributes = resources
    .filter(({ type }) => type.startsWith("aws_"))
    .flatMap(({ type, resource }) => paths(resource).map((path) => ({ type, path })))
    .filter(({ path }) => !metaArguments.has(path[0] ?? ""));
  const unique = [...new Map(attributes.map((one) => [[one.type, ...one.path].join("."), one]))];
  const looks =
    /protect|retention|encrypt|public|backup|versioning|rotation|recovery|deletion_window|destroy|final_snapshot$|multi_az|kms|tokens|mutab|internal$|logs_exports|log_types/;

  it("have no attribute of protection without a fact", () => {
    const found = unique.filter(([, { path }]) => looks.test(path.join(".")));
    expect(found.length).toBeGreaterThan(25);
    expect(
      found
        .filter(([name, { type, path }]) => !(name in others) && !protectionFact(type, path))
        .map(([name]) => name),
    ).toEqual([]);
  });

  it("have no type that gives access and is not compared", () => {
    const types = new Set(resources.map(({ type }) => type));
    const giving = [...types].filter((type) =>
      /attachment$|association$|access_entry$|_rule$|^aws_route$/.test(type),
    );
    const known = { ...relations, ...openings };
    const without = [
      "aws_route_table_association",
      "aws_vpc_endpoint_route_table_association",
      "aws_cloudwatch_event_rule",
    ];
    expect(giving.length).toBeGreaterThan(5);
    expect(giving.filter((type) => !(type in known) && !without.includes(type))).toEqual([]);
  });
});
