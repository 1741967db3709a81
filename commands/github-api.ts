import { UserError } from "../terraform/user-error";

/** Where the API of GitHub answers, and for which repository. */
export interface Github {
  /** Such as `https://api.github.com`. */
  readonly url: string;
  /** Owner and name. */
  readonly repository: string;
  readonly token: string;
}

/** A comment, or an issue. */
interface Post {
  readonly number?: number;
  readonly id: number;
  /** Of an issue. */
  readonly title?: string;
  readonly body: string | null;
  readonly html_url: string;
  readonly user: { readonly type: string } | null;
  /** Only of a pull request, which the list of issues has, too. */
  readonly pull_request?: unknown;
}

/** The variables that GitHub Actions sets; the token is given to the step. @throws {UserError} */
export function githubOf(env: NodeJS.ProcessEnv): Github {
  const { GITHUB_API_URL: url = "https://api.github.com", GITHUB_REPOSITORY, GITHUB_TOKEN } = env;
  const missing = Object.entries({ GITHUB_REPOSITORY, GITHUB_TOKEN }).flatMap(([name, value]) =>
    value ? [] : [name],
  );
  if (!GITHUB_REPOSITORY || !GITHUB_TOKEN) {
    throw new UserError(`${missing.join(" and ")}: given nothing; accepted: as GitHub Actions sets them`);
  }
  return { url, repository: GITHUB_REPOSITORY, token: GITHUB_TOKEN };
}

/** The page of the run of a workflow, from the variables that GitHub Actions sets. @throws {UserError} */
export function runUrlOf(env: NodeJS.ProcessEnv): string {
  const { GITHUB_SERVER_URL = "https://github.com", GITHUB_REPOSITORY, GITHUB_RUN_ID } = env;
  if (!GITHUB_REPOSITORY || !GITHUB_RUN_ID) {
    throw new UserError("GITHUB_REPOSITORY and GITHUB_RUN_ID: accepted: as GitHub Actions sets them");
  }
  return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;
}

/**
 * Sends a request with a body in JSON, or with the bytes of a file.
 * https://docs.github.com/en/rest/using-the-rest-api/getting-started-with-the-rest-api @throws {UserError}
 */
export async function request(
  github: Github,
  method: string,
  url: string,
  body?: object | Buffer,
): Promise<Response> {
  const isFile = Buffer.isBuffer(body);
  const sent = fetch(url, {
    method,
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${github.token}`,
      "x-github-api-version": "2022-11-28",
      ...(isFile && { "content-type": "application/octet-stream" }),
    },
    ...(body && { body: isFile ? new Uint8Array(body) : JSON.stringify(body) }),
    signal: AbortSignal.timeout(isFile ? 300_000 : 30_000),
  });
  const response = await sent.catch((error: Error) => {
    throw new UserError(`${method} ${url}: ${(error.cause as Error | undefined)?.message ?? error.message}`);
  });
  if (!response.ok) {
    const { message = response.statusText } = (await response.json().catch(() => ({}))) as {
      message?: string;
    };
    throw new UserError(`${method} ${url}: ${response.status} ${message}`);
  }
  return response;
}

/** All elements of a list that the API divides into pages. */
export async function list<T>(github: Github, path: string): Promise<T[]> {
  const found: T[] = [];
  let next: string | undefined = `${github.url}/repos/${github.repository}${path}`;
  while (next !== undefined) {
    const response: Response = await request(github, "GET", next);
    found.push(...((await response.json()) as T[]));
    next = /<([^>]+)>; rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
  }
  return found;
}

/** The first line of a report, which finds its earlier version. @throws {UserError} */
function markerOf(body: string): string {
  const marker = /^<!-- [\w -]+ -->(?=\r?\n)/.exec(body)?.[0];
  if (marker === undefined) {
    throw new UserError("the report: its first line is not a comment such as <!-- plan-review staging -->");
  }
  return marker;
}

/** Only what a workflow has written is written again, not what a user has copied. */
const isOfWorkflow = ({ user }: Post) => user?.type === "Bot";

/** Writes a report as the comment of a pull request, in place of its earlier version. Resolves to the comment's URL. */
export async function writeComment(github: Github, pullRequest: number, body: string): Promise<string> {
  const marker = markerOf(body);
  const comments = await list<Post>(github, `/issues/${pullRequest}/comments?per_page=100`);
  const earlier = comments.find((one) => isOfWorkflow(one) && one.body?.startsWith(`${marker}\n`));
  const repository = `${github.url}/repos/${github.repository}`;
  const response = await (earlier
    ? request(github, "PATCH", `${repository}/issues/comments/${earlier.id}`, { body })
    : request(github, "POST", `${repository}/issues/${pullRequest}/comments`, { body }));
  return ((await response.json()) as Post).html_url;
}

/**
 * Writes a report as the open issue with a title, in place of its earlier version; closes the issue if it is resolved. Resolves to the URL
 * of the issue; undefined if there is none and nothing to report.
 */
export async function writeIssue(
  github: Github,
  {
    title,
    body,
    isResolved,
  }: { readonly title: string; readonly body: string; readonly isResolved: boolean },
): Promise<string | undefined> {
  const open = await list<Post>(github, "/issues?state=open&per_page=100");
  const earlier = open.find(
    (one) => isOfWorkflow(one) && one.title === title && one.pull_request === undefined,
  );
  if (!earlier && isResolved) {
    return undefined;
  }
  const issues = `${github.url}/repos/${github.repository}/issues`;
  const response = await (earlier
    ? request(github, "PATCH", `${issues}/${earlier.number ?? ""}`, {
        body,
        ...(isResolved && { state: "closed", state_reason: "completed" }),
      })
    : request(github, "POST", issues, { title, body }));
  return ((await response.json()) as Post).html_url;
}
