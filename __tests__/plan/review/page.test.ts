import { createHash } from "node:crypto";
import { parse, type HTMLElement } from "node-html-parser";
import { markdownOf } from "../../../plan/review/markdown";
import { maximumLength } from "../../../plan/review/markdown-parts";
import { pageOf } from "../../../plan/review/page";
import { markedValues } from "../../../plan/review/page/values";
import { reviewOf, riskTitles, risks, type Review } from "../../../plan/review";
import { verdictOf } from "../../../plan/review/summary";
import { allStacks } from "../../support/prepared";
import { plansOfEverything } from "./everything";
import { dangerous, hostile, madeHostile, release, secrets } from "./examples";

const footer = { commit: "0123abc", base: "fedc987" };
const parsed = (review: Review) => parse(pageOf(review, footer));
const texts = (of: HTMLElement, selector: string) =>
  of.querySelectorAll(selector).map(({ textContent }) => textContent.replace(/\s+/g, " ").trim());

function found(of: HTMLElement, selector: string): HTMLElement {
  const element = of.querySelector(selector);
  if (!element) {
    throw new Error(`nothing found: ${selector}`);
  }
  return element;
}

const idOf = (element: HTMLElement) => element.getAttribute("id") ?? "";

function byId(of: HTMLElement, id: string): HTMLElement {
  const element = of.querySelectorAll("[id]").find((one) => idOf(one) === id);
  if (!element) {
    throw new Error(`nothing has the id ${id}`);
  }
  return element;
}

describe("the page of a plan review", () => {
  let review: Review;
  let page: HTMLElement;
  beforeAll(async () => {
    review = await dangerous();
    page = parsed(review);
  });

  it("loads nothing, and runs only its own script", () => {
    const policy = found(page, "meta[http-equiv=Content-Security-Policy]").getAttribute("content") ?? "";
    const hashOf = (selector: string) =>
      createHash("sha256").update(found(page, selector).innerHTML).digest("base64");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${hashOf("style")}'`);
    expect(policy).toContain(`script-src 'sha256-${hashOf("script")}'`);
    expect(page.querySelectorAll("[src], link, [style], iframe, object, base")).toEqual([]);
    expect(pageOf(review, footer)).not.toMatch(/https?:\/\/|url\((?!#)|\son\w+=/i);
  });

  it("starts with the verdict, then the stacks with their states, then the risks in their order", () => {
    expect(texts(page, ".verdict")).toEqual([verdictOf(review)]);
    const rows = texts(page, ".stacks tbody tr");
    expect(rows).toHaveLength(review.stacks.length);
    expect(rows.join("\n")).toMatch(/staging-data.*provisional.*1 changed outside of Terraform/);
    expect(rows.join("\n")).toMatch(/staging-cluster.*no plan: it failed/);
    const inOrder = risks.filter((risk) => review.risks.some((row) => row.risk === risk));
    expect(texts(page, ".risk-title").map((title) => title.replace(/ \d+$/, ""))).toEqual(
      inOrder.map((risk) => riskTitles[risk]),
    );
    const ids = page.querySelectorAll("main section").map(({ id }) => id);
    expect(ids).toEqual(["risks", "costs", "changes", "picture"]);
  });

  it("has each risk, with its resource, stack and sentence; those of one cause are together", () => {
    const items = texts(page, "#risks li");
    for (const { address, stack, sentence } of review.risks) {
      expect(items).toContain(`${address} ${stack} ${sentence}`);
    }
    const followers = page.querySelectorAll("#risks li > details > ul");
    expect(followers).toHaveLength(1);
    expect(followers[0]?.querySelectorAll("li")).toHaveLength(5);
    expect(
      texts(page, "#risks li").filter((text) => text.startsWith("5 resources because of aws_vpc.network")),
    ).toHaveLength(1);
  });

  it("has each change once, folded, by stack and module, and drift apart", () => {
    for (const { stack, changes } of review.stacks) {
      for (const { address, module } of changes) {
        const change = byId(page, `${stack}/${address}`);
        expect(change.hasAttribute("open")).toBe(false);
        const group = change.parentNode as HTMLElement;
        expect(texts(group, "summary > h4")).toEqual([module === "" ? "the stack itself" : module]);
        expect(group.parentNode?.id).toBe(`stack/${stack}`);
      }
    }
    expect(texts(page, ".drift .change summary")).toEqual(["− delete aws_s3_bucket.logs removal"]);
  });

  it("marks what differs in a value, and what forces a replacement", () => {
    const row = byId(page, "staging-data/aws_db_instance.main").querySelectorAll(
      "tbody tr",
    )[0] as HTMLElement;
    expect(texts(row, "th")).toEqual(["kms_key_id forces the replacement"]);
    expect(texts(row, "del")).toEqual(["one"]);
    expect(texts(row, "ins")).toEqual(["two"]);
    expect(page.querySelectorAll("th:not([scope])")).toEqual([]);
  });

  it("shows no secret, in no part", async () => {
    const all = [review, madeHostile(review), await release()];
    for (const secret of secrets) {
      for (const one of all) {
        expect(pageOf(one, footer)).not.toContain(secret);
        expect(markdownOf(one, footer)).not.toContain(secret);
      }
    }
    expect(
      texts(page, "#changes code").filter((text) => text === "(sensitive value)").length,
    ).toBeGreaterThan(3);
  });

  it("has no element and no attribute from a text, whatever it has", () => {
    const tags = (of: HTMLElement) => of.querySelectorAll("*").map(({ rawTagName }) => rawTagName);
    const attacked = parsed(madeHostile(review));
    expect(new Set(tags(attacked))).toEqual(new Set(tags(page)));
    expect(attacked.querySelectorAll("script")).toHaveLength(1);
    expect(attacked.querySelectorAll("[onerror], [src]")).toEqual([]);
    expect(attacked.toString()).not.toContain("\u202e");
    // The text itself is there, as text.
    const visible = hostile.replace("\u202e", "\\u202e").replace("\u0007", "\\u0007");
    expect(texts(attacked, "#risks .sentence").every((text) => text.endsWith(visible))).toBe(true);
    const names = (of: HTMLElement) =>
      of.querySelectorAll("*").flatMap(({ attributes }) => Object.keys(attributes));
    expect(new Set(names(attacked))).toEqual(new Set(names(page)));
  });

  it("links only to what it has", () => {
    for (const one of [page, parsed(madeHostile(review))]) {
      const ids = one.querySelectorAll("[id]").map(idOf);
      expect(new Set(ids).size).toBe(ids.length);
      const targets = one
        .querySelectorAll("a")
        .map((link) => decodeURIComponent((link.getAttribute("href") ?? "").slice(1)));
      expect(targets.length).toBeGreaterThan(20);
      expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
    }
  });

  it("has the objects of a release instead of its values", async () => {
    const change = byId(parsed(await release()), "staging-platform/helm_release.artist");
    expect(texts(change, ".objects > li").map((text) => text.split(" Fields")[0])).toEqual([
      "~ update Deployment artist/api",
      "+ create NetworkPolicy artist/egress",
      "▶ run Job artist/migrate (pre-upgrade)",
    ]);
    expect(texts(change, "tbody th")).toEqual(["spec.template.spec.containers[0].image"]);
    expect(texts(change, ".body > p").join()).toContain("The earlier chart is not here");
  });

  it("says it if nothing changes", async () => {
    const nothing = parsed(await reviewOf([], { configurationOf: () => ({}) }));
    expect(texts(nothing, ".verdict")).toEqual(["Nothing changes."]);
    expect(nothing.querySelectorAll("section")).toEqual([]);
  });
});

describe("the marks in a value", () => {
  const marks = (before: string, after: string) => markedValues(before, after).map(String);

  it("are on the words that differ", () => {
    expect(marks("db.t4g.medium", "db.t4g.large")).toEqual([
      "<code>db.t4g.<del>medium</del></code>",
      "<code>db.t4g.<ins>large</ins></code>",
    ]);
    expect(marks("a b", "a x b")).toEqual(["<code>a b</code>", "<code>a <ins>x </ins>b</code>"]);
  });

  it("are not on values that have nothing in common", () => {
    expect(marks("30", "7")).toEqual(["<code>30</code>", "<code>7</code>"]);
  });

  it("leave out what is equal in a long text", () => {
    const [before = ""] = marks(`${"same ".repeat(1000)}one`, `${"same ".repeat(1000)}two`);
    expect(before).toContain("equal characters");
    expect(before).toContain("<del>one</del>");
    expect(before.length).toBeLessThan(400);
  });
});

describe("a report of all stacks", () => {
  it("has all resources, fits into a comment, and is made in a moment", async () => {
    const stacks = Object.fromEntries(Object.entries(allStacks()).map(([name, { json }]) => [name, json]));
    const plans = plansOfEverything(stacks);
    // The time of the processor: other tests run at the same time.
    const secondsSince = (start: NodeJS.CpuUsage) => {
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1e6;
    };
    const started = process.cpuUsage();
    const review = await reviewOf(plans, { configurationOf: (stack) => stacks[stack] ?? {} });
    const reviewed = secondsSince(started);
    const [page, comment] = [pageOf(review, footer), markdownOf(review, footer)];
    const written = secondsSince(started) - reviewed;
    const changes = review.stacks.flatMap((stack) => stack.changes);
    console.info(
      `${changes.length} resources: reviewed in ${reviewed.toFixed(1)} s; page (${Math.round(page.length / 1000)} kB) and comment in ${written.toFixed(1)} s`,
    );
    expect(changes.length).toBeGreaterThan(400);
    expect(parse(page).querySelectorAll("#changes .change")).toHaveLength(changes.length);
    expect(comment.length).toBeLessThanOrEqual(maximumLength);
    expect(written).toBeLessThan(10);
  });
});
