import { reviewOf, type Review } from "../../../plan/review";
import type { Block, PlanJson } from "../../../plan/plan-json";
import { outcomeOf, verdictOf } from "../../../plan/review/summary";
import { planned as resource, saved } from "./plans";

const reviewed = (
  changes: PlanJson["resource_changes"],
  more: Partial<PlanJson> = {},
  removed: string[] = [],
) =>
  reviewOf([saved("staging-data", { resource_changes: changes ?? [], ...more })], {
    configurationOf: () => ({}),
    removed,
  });

const rows = ({ risks }: Review) =>
  risks.map(({ risk, address, sentence }) => `${risk} ${address}: ${sentence}`);

const database: Block = {
  instance_class: "db.t3.medium",
  engine: "postgres",
  allocated_storage: 20,
  storage_type: "gp3",
  multi_az: false,
  skip_final_snapshot: false,
  final_snapshot_identifier: "artist-final",
  maintenance_window: "sun:04:30-sun:05:30",
};

describe("the risks of a plan", () => {
  it("begin with the data that is lost, and say what is left", async () => {
    const review = await reviewed([
      resource("aws_nat_gateway.nat", ["delete"], { id: "nat-1" }, null),
      resource("aws_db_instance.database", ["delete", "create"], database, database, {
        replace_paths: [["kms_key_id"]],
      }),
    ]);
    expect(rows(review)).toEqual([
      "data aws_db_instance.database: is deleted, then made again (kms_key_id forces it): its data is left only in the final snapshot artist-final; it is not available until the new one is made",
      "destruction aws_nat_gateway.nat: is deleted: connections through it break",
    ]);
    expect(verdictOf(review)).toBe(
      "1 stack would change: 1 to replace, 1 to delete. Data is lost: 1; destroyed or replaced: 1.",
    );
  });

  it("are as bad as they can be if a value is known only during the apply", async () => {
    const unknown = { after_unknown: { kms_key_id: true }, replace_paths: [["kms_key_id"]] };
    const review = await reviewed([
      resource(
        "aws_db_instance.database",
        ["delete", "create"],
        { ...database, kms_key_id: "k" },
        database,
        unknown,
      ),
    ]);
    expect(rows(review)[0]).toMatch(/^data .*forces it, whose value is known only during the apply/);
  });

  it("say when an interruption is, and what the change costs", async () => {
    const change = (more: Block) =>
      resource("aws_db_instance.database", ["update"], { ...database }, { ...database, ...more });
    const later = await reviewed([change({ instance_class: "db.t3.large" })]);
    expect(rows(later)).toEqual([
      expect.stringMatching(/^interruption .*in the maintenance window sun:04:30-sun:05:30/),
    ]);
    expect(later.costs).toEqual([
      expect.stringMatching(/^USD \+\d+\.\d\d a month .*aws_db_instance\.database \d/),
    ]);
    const atOnce = await reviewed([change({ instance_class: "db.t3.large", apply_immediately: true })]);
    expect(rows(atOnce)[0]).toMatch(/\(at once\)/);
    expect((await reviewed([change({ backup_window: "x" })])).costs).toEqual([]);
  });

  it("have a release that is uninstalled, also if its values stay the same", async () => {
    const release = { name: "a", namespace: "b", chart: "c", values: ["d: 1\n"] };
    const review = await reviewed([resource("helm_release.a", ["delete", "create"], release, release)]);
    expect(rows(review)).toEqual([
      "destruction helm_release.a: is deleted, then made again: all its objects are deleted",
    ]);
  });

  it("have a release whose objects nobody compared", async () => {
    const release = (version: string) => ({ name: "a", namespace: "b", chart: "c", version });
    const review = await reviewed([
      resource("helm_release.a", ["update"], release("1.0.0"), release("1.1.0")),
    ]);
    expect(review.risks.map(({ risk }) => risk)).toEqual(["uncertain", "version", "rolling"]);
  });

  it("have resources that a later stack still uses", async () => {
    const network = saved("staging-network", {
      resource_changes: [resource('aws_subnet.private["b"]', ["delete"], { id: "subnet-b" }, null)],
      output_changes: {
        ids: { before: { a: "subnet-a", b: "subnet-b" }, after: { a: "subnet-a" }, after_unknown: false },
      },
    });
    const data = saved("staging-data", {}, { provisional: ["staging-network.ids"] });
    const review = await reviewOf([network, data], { configurationOf: () => ({}) });
    expect(rows(review)).toContainEqual(
      expect.stringMatching(
        /^destruction staging-network\.ids: loses subnet-b, which staging-data still use/,
      ),
    );
    const alone = await reviewOf([network], { configurationOf: () => ({}) });
    expect(rows(alone).join()).not.toContain("still use");
  });

  it("name a deleted resource that may only have another name", async () => {
    const queue = { name: "q", message_retention_seconds: 300 };
    const made = (name: string) => ({ name, message_retention_seconds: 300 });
    const renamed = await reviewed([
      resource("aws_sqs_queue.a", ["delete"], { ...queue, id: "1" }, null),
      resource("aws_sqs_queue.b", ["create"], null, made("q"), { after_unknown: { id: true } }),
    ]);
    expect(rows(renamed)[0]).toMatch(
      /aws_sqs_queue\.b is made with the same settings: a moved block keeps it$/,
    );
    const other = await reviewed([
      resource("aws_sqs_queue.a", ["delete"], { ...queue, id: "1" }, null),
      resource("aws_sqs_queue.b", ["create"], null, made("other"), { after_unknown: { id: true } }),
    ]);
    expect(rows(other)[0]).not.toContain("moved block");
  });

  it("are none without changes; a stack that was removed is a change", async () => {
    expect(verdictOf(await reviewed([]))).toBe("Nothing changes.");
    const review = await reviewed([], {}, ["old-network"]);
    expect([outcomeOf(review), review.stacks.map(({ stack, outcome }) => `${stack} ${outcome}`)]).toEqual([
      "changes",
      ["staging-data planned", "old-network removed"],
    ]);
  });
});
