import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { localPath } from "../../terraform/paths";
import { effectsOfChange, typeFacts } from "../../plan/effects";
import type { Block, ResourceChange } from "../../plan/plan-json";
import { allStacks } from "../support/prepared";

const change = (
  type: string,
  actions: string[],
  before?: Block,
  after?: Block,
  afterUnknown: Block = {},
): ResourceChange => ({
  address: `${type}.example`,
  type,
  actions,
  before,
  after,
  afterUnknown,
});
const effects = (...args: Parameters<typeof change>) =>
  effectsOfChange(change(...args)).map(({ effect }) => effect);
const update = (type: string, before: Block, after: Block, afterUnknown?: Block) =>
  effects(type, ["update"], before, after, afterUnknown);

describe("the effect of a planned change", () => {
  it("is that of its actions, if nothing else is known about the resource", () => {
    expect(effects("aws_vpc", ["create"], undefined, {})).toEqual(["in place"]);
    expect(effects("aws_vpc", ["update"], { a: 1, b: 1 }, { a: 2, b: 1 })).toEqual(["in place"]);
    expect(effects("aws_vpc", ["delete"], {})).toEqual(["removal"]);
    expect(effects("aws_vpc", ["forget"], {})).toEqual(["removal"]);
    expect(effects("aws_vpc", ["delete", "create"], {}, {})).toEqual(["replacement"]);
    expect(effects("aws_db_instance", ["create", "delete"], {}, {})).toEqual(["replacement"]);
    expect(effects("aws_eks_node_group", ["create", "delete"], {}, {})).toEqual(["rolling"]);
  });

  it("is that of each attribute that changes, with the address of it", () => {
    const before = { instance_class: "db.t3.medium", apply_immediately: false, multi_az: true };
    const after = { instance_class: "db.m6g.large", apply_immediately: true, multi_az: true };
    expect(effectsOfChange(change("aws_db_instance", ["update"], before, after))).toEqual([
      expect.objectContaining({ where: "aws_db_instance.example.instance_class", effect: "interruption" }),
      expect.objectContaining({ where: "aws_db_instance.example.apply_immediately", effect: "interruption" }),
    ]);
  });

  it("depends on the direction of the change where this makes a difference", () => {
    expect(update("aws_db_instance", { apply_immediately: true }, { apply_immediately: false })).toEqual([
      "in place",
    ]);
    const size = (desired_size: number) => ({ scaling_config: [{ desired_size }] });
    expect(update("aws_eks_node_group", size(2), size(3))).toEqual(["in place"]);
    expect(update("aws_eks_node_group", size(3), size(2))).toEqual(["rolling"]);
  });

  it("counts an attribute that is known only after the apply as one that changes", () => {
    const template = { launch_template: [{ version: "1" }] };
    const unknown = { launch_template: [{ version: true }] };
    expect(update("aws_eks_node_group", template, { launch_template: [{}] }, unknown)).toEqual(["rolling"]);
    expect(update("aws_eks_node_group", template, template, { tags: {} })).toEqual([]);
  });
});

/** The parameters of ModifyDBInstance whose names are not those of the attributes in another notation. */
const parameters: Readonly<Record<string, string>> = {
  instance_class: "DBInstanceClass",
  db_subnet_group_name: "DBSubnetGroupName",
  parameter_group_name: "DBParameterGroupName",
  port: "DBPortNumber",
  backup_window: "PreferredBackupWindow",
  maintenance_window: "PreferredMaintenanceWindow",
  enabled_cloudwatch_logs_exports: "CloudwatchLogsExportConfiguration",
  performance_insights_enabled: "EnablePerformanceInsights",
  multi_az: "MultiAZ",
  performance_insights_kms_key_id: "PerformanceInsightsKMSKeyId",
};

/** The service model of RDS in the AWS SDK for Python, which has the documentation of the API: checkov needs it. */
function serviceModel(): string | undefined {
  const libraries = localPath("checkov", "lib");
  const versions = existsSync(libraries) ? readdirSync(libraries) : [];
  return versions
    .map((version) =>
      join(libraries, version, "site-packages/botocore/data/rds/2014-10-31/service-2.json.gz"),
    )
    .find((path) => existsSync(path));
}

const model = serviceModel();
function factsOfDatabase(path: string): void {
  const { shapes } = JSON.parse(gunzipSync(readFileSync(path)).toString()) as {
    shapes: Record<string, { members: Record<string, { documentation?: string }> }>;
  };
  const members = shapes["ModifyDBInstanceMessage"]?.members ?? {};
  const names = Object.entries(allStacks()).flatMap(([, stack]) =>
    Object.values(stack.resources("aws_db_instance")).flatMap((instance) => Object.keys(instance as Block)),
  );
  const facts = typeFacts["aws_db_instance"]?.attributes ?? {};
  const parameterOf = (attribute: string) =>
    parameters[attribute] ??
    attribute.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
  const modifiable = [...new Set(names)].filter((name) => parameterOf(name) in members);

  it("are compared for the attributes that the stacks set and RDS can modify", () => {
    expect(modifiable.length).toBeGreaterThan(15);
    expect(Object.keys(facts).filter((name) => !modifiable.includes(name))).toEqual([]);
  });

  it.each(modifiable)("are those of the documentation of ModifyDBInstance: %s", (name) => {
    const text = (members[parameterOf(name)]?.documentation ?? "")
      .replace(/<[^>]+>/g, "")
      .replace(/\s+/g, " ");
    expect(text).not.toBe("");
    const interrupts =
      /outage occurs during the change|(results in|causes|can cause) an outage|restarts regardless/.test(
        text,
      );
    expect(facts[name]?.effect).toBe(interrupts ? "interruption" : undefined);
  });
}

describe("the facts about a database", () => {
  if (model === undefined) {
    it.skip("are those of the documentation of ModifyDBInstance (not available: botocore, from PyPI)", () =>
      undefined);
  } else {
    factsOfDatabase(model);
  }
});
