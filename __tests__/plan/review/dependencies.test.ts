import { markdownOf } from "../../../plan/review/markdown";
import { maximumLength } from "../../../plan/review/markdown-parts";
import type { Dependency, Part, Review } from "../../../plan/review";
import { edgesOf } from "../../../plan/review/picture/groups";
import { mermaidOf } from "../../../plan/review/picture/mermaid";
import { dangerous, madeHostile, release } from "./examples";

const text = ({ from, to }: Dependency) => `${from.stack} ${from.address} -> ${to.stack} ${to.address}`;
const part = (address: string): Part => ({ stack: "s", address, module: address });

describe("what uses what changes", () => {
  let review: Review;
  beforeAll(async () => {
    review = await dangerous();
  });

  it("is in the same stack: also what does not change itself, and through data sources", () => {
    const inOne = review.dependencies.filter(({ from, to }) => from.stack === to.stack).map(text);
    expect(inOne).toEqual([
      "staging-network aws_subnet.network_private -> staging-network aws_vpc.network",
      "staging-network aws_security_group.app -> staging-network aws_vpc.network",
      "staging-network aws_security_group.database -> staging-network aws_vpc.network",
      "staging-network aws_security_group_rule.open -> staging-network aws_security_group.database",
      "staging-network aws_flow_log.network -> staging-network aws_vpc.network",
      "staging-data aws_iam_policy.reader -> staging-data aws_s3_bucket.media",
    ]);
  });

  it("is in another stack that reads an output that changes", () => {
    const between = review.dependencies.filter(({ from, to }) => from.stack !== to.stack);
    expect(between.map(text)).toEqual([
      "staging-data aws_db_instance.main -> staging-network aws_vpc.network",
    ]);
    expect(between[0]?.from.module).toBe("database");
  });

  it("is drawn without the arrows that follow from others", () => {
    const uses = (from: string, to: string): Dependency => ({ from: part(from), to: part(to) });
    const edges = edgesOf(
      [uses("b", "a"), uses("c", "b"), uses("c", "a"), uses("a", "a"), uses("c", "b")],
      ({ address }) => address,
    );
    expect(edges).toEqual([
      { used: "a", user: "b" },
      { used: "b", user: "c" },
    ]);
    // Modules may use each other.
    expect(edgesOf([uses("b", "a"), uses("a", "b")], ({ address }) => address)).toHaveLength(2);
  });

  it("is a flowchart by module in the comment, below everything else", () => {
    expect(mermaidOf(review)).toContain('["database (±1 +1)"]');
    expect(mermaidOf(review)).toContain('["network/flow-logs (1 unchanged)"]');
    const comment = markdownOf(review, { commit: "0123abc" });
    expect(comment.indexOf("```mermaid")).toBeGreaterThan(comment.lastIndexOf("<summary>staging-data"));
  });

  it("is left out of the comment if nothing uses another resource, and first if there is no room", async () => {
    expect(markdownOf(await release(), { commit: "0123abc" })).not.toContain("mermaid");
    const rows = review.risks.slice(0, 1);
    const full = markdownOf(review, { commit: "0123abc" }).length;
    const room = maximumLength - full;
    const long = rows.map((row) => ({ ...row, address: "a".repeat(room) }));
    const comment = markdownOf({ ...review, risks: [...review.risks, ...long] }, { commit: "0123abc" });
    expect(comment).not.toContain("```mermaid");
    expect(comment).toContain("<summary>staging-data");
    expect(comment.length).toBeLessThanOrEqual(maximumLength);
  });

  it("has no syntax of Mermaid, Markdown or HTML from a name", () => {
    const lines = (mermaidOf(madeHostile(review)) ?? "").split("\n");
    for (const line of lines) {
      expect(line).toMatch(
        /^flowchart LR$|^ +(subgraph )?\w+\["[^"<>`\]&#]*"\]$|^ +end$|^ +\w+ --> \w+$|^ +class/,
      );
    }
  });

  it("has at most 40 modules in the comment", () => {
    const count = 200;
    const dependencies = Array.from({ length: count }, (_, index) => ({
      from: { stack: `s${index % 4}`, address: `a.b${index}`, module: `m/${index}` },
      to: { stack: `s${(index + 1) % 4}`, address: `a.c${index}`, module: `n/${index}` },
    }));
    const nodes = mermaidOf({ ...review, dependencies })?.match(/^ {4}n\d+\[/gm) ?? [];
    expect(nodes.length).toBeGreaterThan(3);
    expect(nodes.length).toBeLessThanOrEqual(40);
  });
});
