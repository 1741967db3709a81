import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { githubOf, runUrlOf, writeComment, writeIssue, type Github } from "../../commands/github-api";
import { reviewOf, type Review } from "../../plan/review";
import { failedReport, markdownOf } from "../../plan/review/markdown";
import { UserError } from "../../terraform/user-error";

interface Post {
  id: number;
  number: number;
  title?: string;
  body: string;
  state: string;
  user: { type: string };
  html_url: string;
  pull_request?: object;
}

/** A part of the API of GitHub: comments of pull request 7, and issues, in pages of two. */
class FakeGithub {
  readonly posts: { comments: Post[]; issues: Post[] } = { comments: [], issues: [] };
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));
  url = "";

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop = () => new Promise((resolve) => this.server.close(resolve));

  add(kind: "comments" | "issues", body: string, more: Partial<Post> = {}): Post {
    const id = this.posts.comments.length + this.posts.issues.length + 100;
    const added = { id, number: id, body, state: "open", user: { type: "Bot" }, html_url: `url-${id}` };
    this.posts[kind].push({ ...added, ...more });
    return added;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const part of request) {
      text += String(part);
    }
    const url = new URL(request.url ?? "", this.url);
    const reply = (status: number, value: unknown, headers = {}) =>
      response.writeHead(status, headers).end(JSON.stringify(value));
    if (request.headers.authorization !== "Bearer secret") {
      reply(403, { message: "Resource not accessible by integration" });
      return;
    }
    const path = url.pathname.replace("/repos/example/infrastructure", "");
    const [, list] = /^\/issues(?:\/7\/(comments))?$/.exec(path) ?? [undefined, "none"];
    const kind = list === "comments" || path.startsWith("/issues/comments/") ? "comments" : "issues";
    const given = JSON.parse(text || "{}") as Partial<Post>;
    if (request.method === "GET" && list !== "none") {
      const page = Number(url.searchParams.get("page") ?? 1);
      const open = this.posts[kind].filter(({ state }) => state === "open");
      url.searchParams.set("page", String(page + 1));
      const more = open.length > page * 2 ? { link: `<${url.href}>; rel="next", <x>; rel="last"` } : {};
      reply(200, open.slice((page - 1) * 2, page * 2), more);
    } else if (request.method === "POST" && list !== "none") {
      reply(201, this.add(kind, given.body ?? "", given));
    } else if (request.method === "PATCH") {
      const found = this.posts[kind].find(({ id }) => String(id) === path.split("/").at(-1));
      reply(found ? 200 : 404, found ? Object.assign(found, given) : { message: "Not Found" });
    } else {
      reply(404, { message: "Not Found" });
    }
  }
}

const report = (text: string, stage = "staging") => `<!-- plan-review ${stage} -->\n${text}\n`;

describe("a report in GitHub", () => {
  const fake = new FakeGithub();
  let github: Github;
  let nothingChanges: Review;
  beforeAll(async () => {
    await fake.start();
    nothingChanges = await reviewOf([], { configurationOf: () => ({}) });
    github = { url: fake.url, repository: "example/infrastructure", token: "secret" };
  });
  afterAll(() => fake.stop());
  beforeEach(() => {
    fake.posts.comments.length = 0;
    fake.posts.issues.length = 0;
  });

  it("is one comment for each stage, which later reports replace, on whichever page it is", async () => {
    fake.add("comments", "a question");
    fake.add("comments", "an answer");
    await writeComment(github, 7, report("first"));
    await writeComment(github, 7, report("of production", "production"));
    await writeComment(github, 7, report("second"));
    const bodies = fake.posts.comments.map(({ body }) => body);
    expect(bodies).toEqual([
      "a question",
      "an answer",
      report("second"),
      report("of production", "production"),
    ]);
  });

  it("is replaced by the failure of a later plan that has no report, which the next report replaces", async () => {
    const commit = "0123456789abcdef0123456789abcdef01234567";
    const run = runUrlOf({ GITHUB_REPOSITORY: "example/infrastructure", GITHUB_RUN_ID: "42" });
    await writeComment(github, 7, markdownOf(nothingChanges, { stage: "staging", commit: "0" }));
    await writeComment(github, 7, report("of production", "production"));
    await writeComment(github, 7, failedReport("staging", commit, run));
    const bodies = () => fake.posts.comments.map(({ body }) => body);
    expect(bodies()).toEqual([
      expect.stringMatching(/^<!-- plan-review staging -->\n## staging: There is no report of this commit/),
      report("of production", "production"),
    ]);
    expect(bodies()[0]).toContain(commit);
    expect(bodies()[0]).toContain("https://github.com/example/infrastructure/actions/runs/42");
    expect(bodies()[0]).not.toContain("Nothing changes");
    await writeComment(github, 7, markdownOf(nothingChanges, { stage: "staging", commit }));
    expect(bodies()).toEqual([
      expect.stringContaining("## staging: Nothing changes."),
      report("of production", "production"),
    ]);
  });

  it("does not replace what a user wrote, whatever it begins with", async () => {
    fake.add("comments", report("quoted"), { user: { type: "User" } });
    await writeComment(github, 7, report("new"));
    expect(fake.posts.comments.map(({ body }) => body)).toEqual([report("quoted"), report("new")]);
  });

  it("is one issue, which is closed when it is resolved and opened again as another", async () => {
    const title = "Drift of staging";
    fake.add("issues", report("a pull request"), { title, pull_request: {} });
    fake.add("issues", report("of a user"), { title, user: { type: "User" } });
    fake.add("issues", report("another"), { title: "Drift of production" });
    const drift = (text: string, isResolved = false) =>
      writeIssue(github, { title, body: report(text), isResolved });
    expect(await drift("nothing", true)).toBeUndefined();
    await drift("one");
    await drift("two");
    await drift("nothing", true);
    await drift("three");
    expect(fake.posts.issues.map(({ body, state }) => [body, state])).toEqual([
      [report("a pull request"), "open"],
      [report("of a user"), "open"],
      [report("another"), "open"],
      [report("nothing"), "closed"],
      [report("three"), "open"],
    ]);
  });

  it("is refused with what GitHub says", async () => {
    const other = { ...github, token: "other" };
    await expect(writeComment(other, 7, report("x"))).rejects.toThrow(
      /^GET http:.*\/issues\/7\/comments\?per_page=100: 403 Resource not accessible by integration$/,
    );
    await expect(writeComment({ ...github, url: "http://127.0.0.1:1" }, 7, report("x"))).rejects.toThrow(
      UserError,
    );
    await expect(writeComment(github, 8, report("x"))).rejects.toThrow("404 Not Found");
  });

  it("needs a first line that finds its earlier version", async () => {
    await expect(writeComment(github, 7, "## Nothing changes")).rejects.toThrow(UserError);
    expect(fake.posts.comments).toEqual([]);
  });

  it("needs the variables of GitHub Actions", () => {
    expect(() => githubOf({})).toThrow(
      "GITHUB_REPOSITORY and GITHUB_TOKEN: given nothing; accepted: as GitHub Actions sets them",
    );
    expect(() => githubOf({ GITHUB_REPOSITORY: "a/b" })).toThrow(/^GITHUB_TOKEN: /);
    expect(() => runUrlOf({ GITHUB_REPOSITORY: "a/b" })).toThrow("GITHUB_RUN_ID");
    expect(githubOf({ GITHUB_REPOSITORY: "a/b", GITHUB_TOKEN: "secret" }).url).toBe("https://api.github.com");
  });
});
