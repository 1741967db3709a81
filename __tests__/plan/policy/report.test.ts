import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "node-html-parser";
import type { PlanRecord } from "../../../plan/plans-file";
import { bound, isAsReviewed, plansFile } from "../../../plan/plans-file";
import type { PolicyRow } from "../../../plan/policy";
import { checkRefusals } from "../../../plan/policy/refusal";
import { reviewOf, type Review } from "../../../plan/review";
import { markdownOf } from "../../../plan/review/markdown";
import { maximumLength } from "../../../plan/review/markdown-parts";
import { pageOf } from "../../../plan/review/page";
import { exitCodeOf, refusalsOf, verdictOf } from "../../../plan/review/summary";
import { textOf } from "../../../plan/review/terminal";
import { readJsonFile, writeJsonFile } from "../../../terraform/json-file";
import { UserError } from "../../../terraform/user-error";
import { hostile } from "../review/examples";
import { planned, saved } from "../review/plans";
import { checked } from "./checked";

const footer = { commit: "0123abc" };
const rule =
  "What holds data is destroyed or replaced only with a permission in config/permitted-destruction.ts (data-destruction)";
const deleted = { resource_changes: [planned("aws_sqs_queue.events", ["delete"], { name: "a" }, null)] };
const permission = {
  stack: "production-data",
  address: "aws_sqs_queue.old",
  until: "2026-12-01",
  reason: "not used any more",
};

describe("the report of the policy", () => {
  let review: Review;
  beforeAll(async () => {
    review = await checked(deleted, { permissions: [permission] });
  });

  it("is in the verdict, and before the risks in the terminal", () => {
    expect(verdictOf(review)).toMatch(/^Refused by policy: 1\. 1 stack would change/);
    const lines = textOf(review).split("\n");
    const index = lines.indexOf("Policy");
    expect(lines.slice(index, index + 4)).toEqual([
      "Policy",
      `  Refused: ${rule}`,
      "    aws_sqs_queue.events: is deleted: its messages are lost",
      "  config/permitted-destruction.ts: the permission for aws_sqs_queue.old of production-data matches nothing that is destroyed: remove it",
    ]);
    expect(index).toBeLessThan(lines.indexOf("Data is lost"));
  });

  it("is before the risks in the comment and on the page", () => {
    const text = markdownOf(review, footer);
    expect(text).toContain("**Refused**: What holds data");
    expect(text).toContain("- `aws_sqs_queue.events`: is deleted: its messages are lost");
    expect(text.indexOf("### Policy")).toBeLessThan(text.indexOf("### Data is lost"));
    const page = parse(pageOf(review, footer));
    expect(
      page
        .querySelectorAll("main section")
        .map(({ id }) => id)
        .slice(0, 2),
    ).toEqual(["policy", "risks"]);
    expect(page.querySelectorAll(".verdict.refused")).toHaveLength(1);
    expect(page.querySelector("#policy a")?.getAttribute("href")).toBe(
      "#staging-data%2Faws_sqs_queue.events",
    );
    expect(page.querySelector("#policy")?.textContent).toContain("the permission for aws_sqs_queue.old");
  });

  it("has no element from a text", () => {
    const rows = review.policy.rows.map((row) => ({
      ...row,
      rule: hostile,
      address: hostile,
      sentence: hostile,
    }));
    const attacked = { ...review, policy: { rows, notes: [hostile] } };
    const tags = (of: Review) =>
      new Set(
        parse(pageOf(of, footer))
          .querySelectorAll("*")
          .map(({ rawTagName }) => rawTagName),
      );
    expect([...tags(attacked)].filter((name) => !tags(review).has(name))).toEqual([]);
    expect(markdownOf(attacked, footer)).not.toMatch(/^[^`\n]*[^\\`]<img/m);
  });

  it.each([100, 1500])(
    "has all that fits in the comment of %i rows, and says how many are left out",
    (count) => {
      const rows = Array.from({ length: count }, (_, index): PolicyRow => ({
        verdict: "refused",
        rule,
        stack: "staging-data",
        address: `aws_sqs_queue.queue_${index}`,
        sentence: `${"y".repeat(300)} ${index}`,
      }));
      const text = markdownOf({ ...review, risks: [], costs: [], policy: { rows, notes: [] } }, footer);
      expect(text.length).toBeLessThanOrEqual(maximumLength);
      const shown = rows.filter(({ address }) => text.includes(`- \`${address}\``)).length;
      const [, left = "0"] = /\*\*(\d+) further lines/.exec(text) ?? [];
      expect(shown + Number(left)).toBe(count);
    },
  );

  it("is not there if there is nothing to say", async () => {
    const other = await checked({});
    expect(textOf(other)).not.toContain("Policy");
    expect(markdownOf(other, footer)).not.toContain("Policy");
    expect(pageOf(other, footer)).not.toContain('id="policy"');
  });
});

describe("the exit code", () => {
  const failed = { stack: "b", outcome: "failed", reason: "no" } as const;
  const made = { resource_changes: [planned("aws_nat_gateway.a", ["create"], null, {})] };
  it("tells apart: nothing to do, changes, refused, failed", async () => {
    expect(exitCodeOf(await checked({}))).toBe(0);
    expect(exitCodeOf(await checked(made))).toBe(2);
    expect(exitCodeOf(await checked(deleted))).toBe(3);
    expect(exitCodeOf(await reviewOf([saved("a", made), failed], { configurationOf: () => ({}) }))).toBe(1);
    const review = await checked(deleted);
    const both = {
      ...review,
      stacks: [...review.stacks, ...(await reviewOf([failed], { configurationOf: () => ({}) })).stacks],
    };
    expect(exitCodeOf(both)).toBe(1);
    expect(verdictOf(both)).toMatch(/^Planning failed: b\. Refused by policy: 1\./);
  });

  it("is not that of a refusal for what is permitted or cannot be decided", async () => {
    const review = await checked(deleted);
    for (const verdict of ["permitted", "undecided", "mended"] as const) {
      const rows = review.policy.rows.map((row) => ({ ...row, verdict }));
      expect(exitCodeOf({ ...review, policy: { rows, notes: ["a"] } })).toBe(2);
    }
  });
});

describe("npm run apply", () => {
  const record = (stack: string, refused: string[]): PlanRecord => ({
    stack,
    changes: "1 to delete",
    refused,
    plan: "0".repeat(64),
    configuration: "0".repeat(64),
    lock: "0".repeat(64),
    state: { lineage: "", serial: 0 },
    provisional: [],
    mocked: [],
    flags: [],
    placeholders: [],
    progress: "planned",
  });
  const plans = async () =>
    bound({
      commit: "a",
      terraform: "1.12.0",
      platform: "linux_amd64",
      stacks: [
        record("staging-network", []),
        record("staging-data", refusalsOf("staging-data", await checked(deleted))),
      ],
    });

  it("knows its own file again, whatever the order of its keys was", async () => {
    const folder = mkdtempSync(join(tmpdir(), "plans-"));
    const reversed = <T extends object>(value: T) => Object.fromEntries(Object.entries(value).reverse()) as T;
    const { reviewed: _, ...made } = await plans();
    const file = plansFile(folder);
    writeJsonFile(file, bound(reversed({ ...made, stacks: made.stacks.map(reversed) })));
    const read = readJsonFile(file);
    expect(read && isAsReviewed(read)).toBe(true);
    expect(read && isAsReviewed({ ...read, commit: "b" })).toBe(false);
  });

  it("refuses what the policy refused, by name and with the reason, and nothing else", async () => {
    const made = await plans();
    let error: unknown;
    try {
      checkRefusals(made, () => true);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).report.split("\n")).toEqual([
      "refused by the policy: staging-data; nothing was applied",
      `  staging-data: aws_sqs_queue.events: is deleted: its messages are lost. ${rule}`,
    ]);
    expect(() => checkRefusals(made, (stack) => stack === "staging-network")).not.toThrow();
  });

  it("sees that a refusal or a mock was taken out of the file, and goes on after a failure", async () => {
    const made = await plans();
    const withRecord = (more: Partial<PlanRecord>) => ({
      ...made,
      stacks: made.stacks.map((one) => ({ ...one, ...more })),
    });
    expect(isAsReviewed(made)).toBe(true);
    expect(isAsReviewed(withRecord({ progress: "started" }))).toBe(true);
    expect(isAsReviewed(withRecord({ refused: [] }))).toBe(false);
    expect(isAsReviewed(withRecord({ mocked: ["a.b"] }))).toBe(false);
    expect(isAsReviewed({ ...made, commit: "b" })).toBe(false);
  });
});
