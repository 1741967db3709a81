import { reviewOf, type Review, type RiskRow } from "../../../plan/review";
import { markdownOf } from "../../../plan/review/markdown";
import { maximumLength } from "../../../plan/review/markdown-parts";
import { pageOf } from "../../../plan/review/page";
import { notRefreshed } from "../../../plan/review/summary";
import { textOf } from "../../../plan/review/terminal";
import { withoutRefresh } from "../../../plan/stack-plans";
import { saved } from "./plans";

const row = (index: number, sentence = "is deleted: all its data is lost"): RiskRow => ({
  risk: "data",
  stack: "staging-data",
  address: `aws_db_instance.database_${index}`,
  sentence: `${sentence} ${index}`,
});

const review = (rows: readonly RiskRow[], more: Partial<Review> = {}): Review => ({
  stacks: [
    {
      stack: "staging-data",
      outcome: "planned",
      changes: rows.map(({ address }) => ({
        address,
        module: "database",
        type: "aws_db_instance",
        action: "delete",
        effect: "removal",
        attributes: [{ path: "tags.@team", before: "x".repeat(200) }],
      })),
      drift: [],
      outputs: [],
      isRefreshed: true,
      provisional: [],
      mocked: [],
    },
  ],
  risks: rows,
  policy: { rows: [], notes: [] },
  costs: [],
  dependencies: [],
  ...more,
});

const written = (rows: readonly RiskRow[]) => markdownOf(review(rows), { commit: "0123456" });

describe("the comment of a plan review", () => {
  it("begins with a mark, the verdict, and the risks", () => {
    const lines = written([row(1)]).split("\n");
    expect(lines[0]).toBe("<!-- plan-review -->");
    expect(lines[1]).toBe("## 1 stack would change: 1 to delete. Data is lost: 1.");
    expect(lines.indexOf("### Data is lost")).toBeLessThan(
      lines.findIndex((line) => line.startsWith("<details>")),
    );
  });

  it("of one stage has a mark of its own, and names the stage", () => {
    const [first, second] = markdownOf(review([row(1)]), { commit: "0", stage: "staging" }).split("\n");
    expect(first).toBe("<!-- plan-review staging -->");
    expect(second).toMatch(/^## staging: 1 stack would change/);
  });

  it.each([
    ["the comment", (made: Review) => markdownOf(made, { commit: "0123456" })],
    ["the page", (made: Review) => pageOf(made, { commit: "0123456" })],
    ["the terminal", textOf],
  ])("says in %s that a plan was made without a refresh", async (_, text) => {
    const reviewed = (flags: string[]) =>
      reviewOf([saved("staging-platform", {}, { flags })], { configurationOf: () => ({}) });
    expect(text(await reviewed([withoutRefresh]))).toContain(notRefreshed);
    expect(text(await reviewed([]))).not.toContain(notRefreshed);
  });

  it("shows names and values as they are", () => {
    const text = written([row(1, "see https://docs.aws.amazon.com/a/API_b.html, *now* <b> @team")]);
    expect(text).toContain("https://docs.aws.amazon.com/a/API_b.html");
    expect(text).toContain("\\*now\\* \\<b\\>");
    expect(text).not.toContain(" @team");
    expect(text).toContain("`tags.@team`: removed `xxx");
  });

  it.each([1, 100, 400, 1500])("has all that fits for %i risks, and says what was left out", (count) => {
    const rows = Array.from({ length: count }, (_, index) => row(index, "y".repeat(300)));
    const text = written(rows);
    expect(text.length).toBeLessThanOrEqual(maximumLength);
    const shown = rows.filter(({ address }) => text.includes(`- \`${address}\``)).length;
    const [, left = "0"] = /\*\*(\d+) further lines/.exec(text) ?? [];
    expect(shown + Number(left)).toBe(count);
    expect(text.includes("Left out here")).toBe(count > 100);
  });
});
