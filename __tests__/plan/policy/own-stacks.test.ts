import type { Block, PlanJson } from "../../../plan/plan-json";
import { dataHolders } from "../../../plan/review/data";
import { tagsOfStack } from "../../../stacks/place";
import { configurations } from "../../support/prepared";
import { checked, rowText } from "./checked";
import { createPlan } from "./created";

const stacks = configurations().flatMap(([title, { configuration, stacks: all }]) =>
  Object.entries(all).map(([name, { json }]) => ({
    title: `${name} of ${title}`,
    name,
    plan: createPlan(json as unknown as Block),
    given: {
      stack: name,
      configuration: json as unknown as Block,
      tags: tagsOfStack(name, configuration),
    },
  })),
);

type Change = NonNullable<PlanJson["resource_changes"]>[number];
type Given = (typeof stacks)[number]["given"];

const refusedBy = async (plan: PlanJson, given: Given, rule: string) =>
  (await checked(plan, given)).policy.rows
    .filter((row) => row.verdict === "refused" && row.rule.endsWith(`(${rule})`))
    .map(({ address }) => address)
    .sort();

/** A plan in which some changes are others. */
const edited = (plan: PlanJson, edit: (change: Change) => Change): PlanJson => ({
  ...plan,
  resource_changes: (plan.resource_changes ?? []).map(edit),
});

const withAfter = (change: Change, more: Block): Change => ({
  ...change,
  change: { ...change.change, after: { ...change.change.after, ...more } },
});

const managed = ({ resource_changes: changes = [] }: PlanJson, isMeant: (change: Change) => boolean) =>
  changes
    .filter((change) => change.mode === "managed" && isMeant(change))
    .map(({ address }) => address)
    .sort();

describe("a plan of a stack of this project", () => {
  it.each(stacks)("passes all rules if everything is created: $title", async ({ plan, given }) => {
    const { rows } = (await checked(plan, given)).policy;
    expect(rows.filter(({ verdict }) => verdict === "refused").map(rowText)).toEqual([]);
    // What is written in the configuration as an expression is not known in these plans.
    const others = rows.filter(
      ({ sentence }) => !/(a principal|addon_version) is not known yet/.test(sentence),
    );
    expect(others.map(rowText)).toEqual([]);
  });

  it.each(stacks)("is refused for each resource that loses a tag: $title", async ({ plan, given }) => {
    const isTagged = ({ type }: Change) => type.startsWith("aws_");
    for (const name of Object.keys(given.tags)) {
      const without = edited(plan, (change) => {
        const { [name]: _, ...others } = (change.change.after?.["tags_all"] ?? {}) as Block;
        return isTagged(change) ? withAfter(change, { tags_all: others }) : change;
      });
      expect(await refusedBy(without, given, "tags")).toEqual(managed(plan, isTagged));
    }
  });

  it.each(stacks)("is refused for each deletion of what holds data: $title", async ({ plan, given }) => {
    const deleted = edited(plan, (one) => ({
      ...one,
      change: {
        ...one.change,
        actions: ["delete"],
        before: one.change.after,
        after: null,
        after_unknown: {},
      },
    }));
    const holding = managed(plan, ({ type }) => type in dataHolders);
    expect(await refusedBy(deleted, given, "data-destruction")).toEqual(holding);
    const { rows } = (await checked(deleted, given)).policy;
    expect(rows).toHaveLength(holding.length);
  });

  it.each(stacks.filter(({ name }) => name.endsWith("-data")))(
    "is refused for a public database: $title",
    async ({ plan, given }) => {
      const database = edited(plan, (change) =>
        change.type === "aws_db_instance" ? withAfter(change, { publicly_accessible: true }) : change,
      );
      expect(await refusedBy(database, given, "public-database")).toEqual(["aws_db_instance.database"]);
      for (const cidr of ["0.0.0.0/0", "::/0", "128.0.0.0/1"]) {
        const open = edited(plan, (change) =>
          change.type === "aws_vpc_security_group_ingress_rule"
            ? withAfter(change, { [cidr.includes(":") ? "cidr_ipv6" : "cidr_ipv4"]: cidr })
            : change,
        );
        // The other rule is of the file system.
        const rules = managed(plan, ({ address }) =>
          address.startsWith("aws_vpc_security_group_ingress_rule.database"),
        );
        expect(rules.length).toBeGreaterThan(0);
        expect(await refusedBy(open, given, "public-database")).toEqual(rules);
      }
    },
  );

  it.each(stacks.filter(({ name }) => name.endsWith("-platform")))(
    "is refused for each chart whose version is a range, and for each image without a tag: $title",
    async ({ plan, given }) => {
      const isPublished = ({ type, change }: Change) =>
        type === "helm_release" && (change.after?.["repository"] ?? null) !== null;
      const ranges = edited(plan, (one) => (isPublished(one) ? withAfter(one, { version: "~> 1.2" }) : one));
      const published = managed(plan, isPublished);
      expect(await refusedBy(ranges, given, "pinned-versions")).toEqual(published);
      const latest = edited(plan, (one) =>
        one.type === "helm_release"
          ? withAfter(one, { values: ["image:\n  repository: nginx\n  tag: latest\n"] })
          : one,
      );
      expect(await refusedBy(latest, given, "pinned-versions")).toEqual(
        managed(plan, ({ type }) => type === "helm_release"),
      );
    },
  );

  it("is refused for each resource whose policy allows everybody", async () => {
    let count = 0;
    for (const { plan, given } of stacks) {
      const opened: string[] = [];
      const open = edited(plan, (one) => {
        const statements = one.change.after?.["statement"];
        const isDocument = one.type === "aws_iam_policy_document" && Array.isArray(statements);
        const after = isDocument ? (statements as Block[]).map(openedStatement) : [];
        if (!after.some(({ principals }) => principals === everybody)) {
          return one;
        }
        opened.push(one.address.replace(/\[.*/, ""));
        const { change } = withAfter(one, { statement: after });
        const marks = change.after_unknown as Block;
        // Whom it allows is known now.
        const known = ([marks["statement"] ?? []].flat() as Block[]).map(
          ({ principals: _, condition: __, ...others }) => others,
        );
        return { ...one, change: { ...change, after_unknown: { ...marks, statement: known } } };
      });
      const uses = ({ type, address }: Change) => {
        const [, name = ""] = /^\w+\.(\w+)/.exec(address) ?? [];
        const block = ((given.configuration["resource"] as Block)[type] as Block)[name];
        return opened.some((document) => new RegExp(`\\b${document}\\b`).test(JSON.stringify(block)));
      };
      expect(await refusedBy(open, given, "wildcard-principals")).toEqual(managed(plan, uses));
      count += opened.length;
    }
    expect(count).toBeGreaterThan(20);
  });
});

const everybody = [{ type: "AWS", identifiers: ["*"] }];

/** A statement that allows everybody what it allows somebody. */
const openedStatement = (statement: Block): Block =>
  statement["principals"] && statement["effect"] !== "Deny"
    ? { ...statement, principals: everybody, condition: undefined }
    : statement;
