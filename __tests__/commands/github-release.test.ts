import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Github } from "../../commands/github-api";
import { publishRelease, type ReleaseContent } from "../../commands/github-release";

interface Asset {
  id: number;
  name: string;
  size: number;
  state: string;
  digest: string | null;
}

interface Release {
  id: number;
  tag_name: string;
  body: string;
  draft: boolean;
  prerelease: boolean;
  html_url: string;
  upload_url: string;
  assets: Asset[];
}

const digestOf = (bytes: Buffer | string) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** A part of the API of GitHub: releases and their files. It can fail at a request, before or after it has written. */
class FakeReleases {
  releases: Release[] = [];
  writes: string[] = [];
  failsAt = Infinity;
  failsAfterwards = false;
  private ids = 0;
  private readonly server = createServer((request, response) => void this.receive(request, response));
  url = "";

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop = () => new Promise((resolve) => this.server.close(resolve));

  add(tag: string, more: Partial<Release> = {}): Release {
    const id = (this.ids += 1);
    const upload = `${this.url}/uploads/${id}/assets{?name,label}`;
    const release = { id, tag_name: tag, body: "", draft: true, prerelease: false, assets: [], ...more };
    this.releases.push({ ...release, html_url: `url-${id}`, upload_url: upload });
    return this.releases.at(-1) as Release;
  }

  asset = (name: string, bytes: string, more: Partial<Asset> = {}): Asset => ({
    id: (this.ids += 1),
    name,
    size: bytes.length,
    state: "uploaded",
    digest: digestOf(bytes),
    ...more,
  });

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) {
      parts.push(part as Buffer);
    }
    const { pathname, searchParams } = new URL(request.url ?? "", this.url);
    const isWrite = request.method !== "GET";
    const fails = isWrite && this.writes.length >= this.failsAt;
    if (isWrite && !fails) {
      this.writes.push(`${request.method} ${pathname}`);
    }
    const [status, value] =
      fails && !this.failsAfterwards
        ? [502, { message: "Bad Gateway" }]
        : this.answer(request, pathname, searchParams, Buffer.concat(parts));
    response.writeHead(fails ? 502 : status);
    response.end(status === 204 && !fails ? "" : JSON.stringify(value));
  }

  private answer(
    { method, headers }: IncomingMessage,
    path: string,
    search: URLSearchParams,
    body: Buffer,
  ): [number, unknown] {
    const own = "/repos/example/infrastructure/releases";
    if (headers.authorization !== "Bearer secret") {
      return [403, { message: "Resource not accessible by integration" }];
    }
    if (path === own && method === "GET") {
      return [200, this.releases];
    }
    if (path === own) {
      const { tag_name: tag, ...given } = JSON.parse(body.toString()) as Release;
      return [201, this.add(tag, given)];
    }
    const [, uploadId] = /^\/uploads\/(\d+)\/assets$/.exec(path) ?? [];
    const uploaded = this.releases.find(({ id }) => String(id) === uploadId);
    if (uploaded && headers["content-type"] === "application/octet-stream") {
      const name = search.get("name") ?? "";
      if (uploaded.assets.some((asset) => asset.name === name)) {
        return [422, { message: "Validation Failed: already_exists" }];
      }
      uploaded.assets.push(this.asset(name, body.toString()));
      return [201, {}];
    }
    const id = Number(path.split("/").at(-1));
    if (method === "DELETE" && path.startsWith(`${own}/assets/`)) {
      this.releases.forEach((release) => {
        release.assets = release.assets.filter((asset) => asset.id !== id);
      });
      return [204, undefined];
    }
    const found = this.releases.find((release) => release.id === id);
    return found && method === "PATCH"
      ? [200, Object.assign(found, JSON.parse(body.toString()))]
      : [404, { message: "Not Found" }];
  }
}

const texts = { "network.zip": "network", "layers-data.zip": "data", SHA256SUMS: "sums" };
const content: ReleaseContent = {
  tag: "v1.4.2",
  notes: "- Changes.",
  isPrerelease: false,
  files: Object.entries(texts).map(([name, text]) => ({ name, bytes: Buffer.from(text) })),
};

describe("a release in GitHub", () => {
  const fake = new FakeReleases();
  let github: Github;
  beforeAll(async () => {
    await fake.start();
    github = { url: fake.url, repository: "example/infrastructure", token: "secret" };
  });
  afterAll(() => fake.stop());
  beforeEach(() => {
    Object.assign(fake, { releases: [], writes: [], failsAt: Infinity, failsAfterwards: false });
  });

  const expectWhole = () => {
    const own = fake.releases.filter(({ tag_name: tag }) => tag === "v1.4.2");
    expect(own.map(({ draft, body }) => [draft, body])).toEqual([[false, "- Changes."]]);
    const digests = own.flatMap(({ assets }) => assets.map(({ name, digest }) => [name, digest]));
    expect(digests.sort()).toEqual(
      Object.entries(texts)
        .map(([name, text]) => [name, digestOf(text)])
        .sort(),
    );
  };

  it("is published after it has all files", async () => {
    fake.add("v1.4.1", { draft: false });
    const url = await publishRelease(github, content);
    expect(fake.writes[0]).toBe("POST /repos/example/infrastructure/releases");
    expect(fake.writes.filter((write) => write.startsWith("POST /uploads/"))).toHaveLength(3);
    expect(fake.writes.at(-1)).toMatch(/^PATCH /);
    expectWhole();
    expect(url).toBe(fake.releases.at(-1)?.html_url);
  });

  it("is marked if it is a version before a release", async () => {
    await publishRelease(github, { ...content, isPrerelease: true });
    expect(fake.releases.at(-1)?.prerelease).toBe(true);
  });

  it("is not written again", async () => {
    const url = await publishRelease(github, content);
    fake.writes = [];
    expect(await publishRelease(github, content)).toBe(url);
    expect(fake.writes).toEqual([]);
  });

  const points = [0, 1, 2, 3, 4].flatMap((at) =>
    [false, true].map((afterwards) => [at, afterwards] as const),
  );
  it.each(points)("goes on after request %i failed (written: %s)", async (at, afterwards) => {
    Object.assign(fake, { failsAt: at, failsAfterwards: afterwards });
    await expect(publishRelease(github, content)).rejects.toThrow(/: 502 /);
    const isVisible = fake.releases.some(({ draft }) => !draft);
    expect(isVisible).toBe(at === 4 && afterwards);
    fake.failsAt = Infinity;
    await publishRelease(github, content);
    expectWhole();
  });

  it("replaces a file of a draft whose upload did not end, or that is of another build", async () => {
    fake.add("v1.4.2", {
      assets: [
        fake.asset("network.zip", "network", { state: "starter", digest: null }),
        fake.asset("layers-data.zip", "atad"),
      ],
    });
    await publishRelease(github, content);
    expectWhole();
  });

  it("gets the files that are missing, also if somebody published it by hand", async () => {
    fake.add("v1.4.2", { draft: false, body: "- Changes.", assets: [fake.asset("SHA256SUMS", "sums")] });
    await publishRelease(github, content);
    expectWhole();
  });

  it("is compared by size where GitHub gives no digests", async () => {
    const assets = Object.entries(texts).map(([name, text]) => fake.asset(name, text, { digest: null }));
    fake.add("v1.4.2", { draft: false, assets });
    await publishRelease(github, content);
    expect(fake.writes).toEqual([]);
  });

  it("is refused if it is published with other files, and nothing is written", async () => {
    fake.add("v1.4.2", { draft: false, assets: [fake.asset("network.zip", "netwerk")] });
    await expect(publishRelease(github, content)).rejects.toThrow(
      "the release v1.4.2: is published with other contents of network.zip; accepted: the same files, or another version",
    );
    expect(fake.writes).toEqual([]);
  });

  it("is refused with what GitHub says", async () => {
    await expect(publishRelease({ ...github, token: "other" }, content)).rejects.toThrow(
      /: 403 Resource not accessible by integration$/,
    );
  });
});
