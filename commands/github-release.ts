import { createHash } from "node:crypto";
import { UserError } from "../terraform/user-error";
import { list, request, type Github } from "./github-api";

/** A file of a release. */
export interface ReleaseFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A release of a tag. */
export interface ReleaseContent {
  /** A tag that exists. */
  readonly tag: string;
  readonly notes: string;
  /** Whether it is a version before a release, such as `1.0.0-rc.1`. */
  readonly isPrerelease: boolean;
  readonly files: readonly ReleaseFile[];
}

/** https://docs.github.com/en/rest/releases/assets */
interface Asset {
  readonly id: number;
  readonly name: string;
  readonly size: number;
  /** `uploaded`; another value after an upload that did not end. */
  readonly state: string;
  /** `sha256:…`; GitHub Enterprise Server before 3.18 has none. */
  readonly digest?: string | null;
}

/** https://docs.github.com/en/rest/releases/releases */
interface Release {
  readonly id: number;
  readonly tag_name: string;
  readonly draft: boolean;
  readonly html_url: string;
  /** Ends with `{?name,label}`. */
  readonly upload_url: string;
  readonly assets: readonly Asset[];
}

const isEqual = ({ state, size, digest }: Asset, { bytes }: ReleaseFile) =>
  state === "uploaded" &&
  size === bytes.length &&
  (!digest || digest === `sha256:${createHash("sha256").update(bytes).digest("hex")}`);

/** The release of a tag, which may be a draft: only the list has drafts. */
async function existing(github: Github, tag: string): Promise<Release | undefined> {
  const releases = await list<Release>(github, "/releases?per_page=100");
  const ofTag = releases.filter(({ tag_name: name }) => name === tag);
  return ofTag.find(({ draft }) => !draft) ?? ofTag[0];
}

/**
 * Publishes a release with its files. Nobody sees it before it has all files; a release that an earlier run has not finished
 * is finished. Resolves to its URL.
 *
 * @throws {UserError} if it is published with other files: nothing is written then
 */
export async function publishRelease(github: Github, content: ReleaseContent): Promise<string> {
  const { tag, notes, isPrerelease, files } = content;
  const releases = `${github.url}/repos/${github.repository}/releases`;
  const text = { tag_name: tag, name: tag, body: notes, prerelease: isPrerelease };
  const found = await existing(github, tag);
  const assets = new Map((found?.assets ?? []).map((asset) => [asset.name, asset]));
  const missing = files.filter((file) => {
    const asset = assets.get(file.name);
    return asset === undefined || !isEqual(asset, file);
  });
  const replaced = missing.flatMap(({ name }) => assets.get(name) ?? []);
  const changed = replaced.filter(({ state }) => state === "uploaded").map(({ name }) => name);
  if (found?.draft === false && changed.length > 0) {
    throw new UserError(
      `the release ${tag}: is published with other contents of ${changed.join(", ")}; accepted: the same files, or another version`,
    );
  }

  const created = found ?? (await (await request(github, "POST", releases, { ...text, draft: true })).json());
  const release = created as Release;
  for (const { id } of replaced) {
    await request(github, "DELETE", `${releases}/assets/${id}`);
  }
  const upload = release.upload_url.replace(/\{.*$/, "");
  for (const { name, bytes } of missing) {
    await request(github, "POST", `${upload}?name=${encodeURIComponent(name)}`, bytes);
  }
  if (!release.draft) {
    return release.html_url;
  }
  const published = await request(github, "PATCH", `${releases}/${release.id}`, { ...text, draft: false });
  return ((await published.json()) as Release).html_url;
}
