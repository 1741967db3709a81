import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { configurationOf } from "../../config";
import { imageTag } from "../../modules/app/schema";
import { projectPath } from "../../modules/kit/project-path";
import { connection } from "../support/synthesis";

const folder = mkdtempSync(join(tmpdir(), "image-"));
const bin = join(folder, "bin");
mkdirSync(bin);
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the script as a workflow does, with `aws` and `skopeo` of the test. */
function image(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const output = join(folder, "output");
  rmSync(output, { force: true });
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [projectPath(".github", "image.mjs"), ...args],
    {
      cwd: folder,
      encoding: "utf8",
      env: { PATH: `${bin}${delimiter}${process.env["PATH"]}`, GITHUB_OUTPUT: output, ...env },
    },
  );
  return { status, stdout, stderr, output: existsSync(output) ? readFileSync(output, "utf8") : "" };
}

/** A program that prints a text, and keeps its arguments. */
function program(name: string, prints: unknown, status = 0): () => string {
  const called = join(folder, `${name}.arguments`);
  rmSync(called, { force: true });
  const text = JSON.stringify(prints);
  writeFileSync(
    join(bin, name),
    `#!/bin/sh\necho "$*" >> '${called}'\ncat <<'END'\n${text}\nEND\nexit ${status}\n`,
    { mode: 0o755 },
  );
  return () => (existsSync(called) ? readFileSync(called, "utf8") : "");
}

const digestOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;

/** Writes an OCI layout, and returns the digest of its image. */
function layout(user?: string, { platforms = 1, isIndex = false } = {}): string {
  const blobs = join(folder, "image", "blobs", "sha256");
  rmSync(join(folder, "image"), { recursive: true, force: true });
  mkdirSync(blobs, { recursive: true });
  const add = (content: unknown) => {
    const text = JSON.stringify(content);
    writeFileSync(join(blobs, digestOf(text).slice("sha256:".length)), text);
    return { digest: digestOf(text), size: text.length };
  };
  const config = add({ architecture: "amd64", config: user === undefined ? {} : { User: user } });
  const manifest = add({ schemaVersion: 2, config, layers: [] });
  const listed = isIndex ? add({ schemaVersion: 2, manifests: [manifest] }) : manifest;
  const index = { schemaVersion: 2, manifests: Array(platforms).fill(listed) as unknown[] };
  writeFileSync(join(folder, "image", "index.json"), JSON.stringify(index));
  return manifest.digest;
}

const commit = "0123456789abcdef0123456789abcdef01234567";
const registry = "111122223333.dkr.ecr.us-east-1.amazonaws.com";

describe("the tag of an image", () => {
  it.each([
    ["the one that is given", { IMAGE_TAG: "2.0.0-rc.1" }, "2.0.0-rc.1"],
    ["the git SHA of a branch", { GITHUB_REF_TYPE: "branch", GITHUB_REF_NAME: "main" }, commit],
    ["the version of a git tag", { GITHUB_REF_TYPE: "tag", GITHUB_REF_NAME: "v1.4.2" }, "1.4.2"],
    ["the git tag", { GITHUB_REF_TYPE: "tag", GITHUB_REF_NAME: "1.4.2" }, "1.4.2"],
  ])("is %s", (_, env, tag) => {
    expect(image(["tag"], { GITHUB_SHA: commit, ...env })).toMatchObject({
      status: 0,
      output: `tag=${tag}\n`,
    });
  });

  const parts = ["1.4.2", "v1.4.2", "1.4", "01.4.2", "1.4.2-rc.1", "1.4.2+1", "latest", "abcdef", "abcdef0"];
  it.each([...parts, "ABCDEF0", commit, `${commit}0`, "1.4.2\nx=1", `1.4.2-${"a".repeat(130)}`, "$(id)"])(
    "%j is accepted if the configuration accepts it for a release",
    (tag) => {
      const { status, stderr } = image(["tag"], { IMAGE_TAG: tag });
      expect(status).toBe(imageTag.safeParse(tag).success ? 0 : 1);
      expect(stderr).toBe(
        status === 0
          ? ""
          : `the tag of the image: given ${tag}; accepted: a semantic version, such as 1.4.2, or a git SHA of 7 to 40 hexadecimal digits\n`,
      );
    },
  );
});

describe("an image that was built", () => {
  it.each(["1000", "1000:1000", "65532:nonroot"])("is accepted with the user %s", (user) => {
    const digest = layout(user);
    const artifact = digest.replace("sha256:", "image-");
    expect(image(["check", "image"])).toMatchObject({
      status: 0,
      output: `digest=${digest}\nartifact=${artifact}\n`,
    });
  });

  it.each([undefined, "", "0", "0:0", "00", "root", "appuser", "appuser:1000", "-1", "1000 "])(
    "is refused with the user %j",
    (user) => {
      layout(user);
      const { status, stderr, output } = image(["check", "image"]);
      expect([status, output]).toEqual([1, ""]);
      expect(stderr).toBe(
        `the user of the image: given ${user || "none, which is root"}; accepted: a number other than 0, such as USER 1000 in the Dockerfile, because Kubernetes starts no image with another user under runAsNonRoot\n`,
      );
    },
  );

  it("is refused if it is not one image, or not whole", () => {
    layout("1000", { platforms: 2 });
    expect(image(["check", "image"]).stderr).toBe(
      "image: given 2 images; accepted: one image for one platform\n",
    );
    layout("1000", { isIndex: true });
    expect(image(["check", "image"]).stderr).toMatch(/^image: given a list of images; /);
    const digest = layout("1000");
    writeFileSync(join(folder, "image", "blobs", ...digest.split(":")), "{}");
    expect(image(["check", "image"]).stderr).toMatch(/: it does not have the checksum of its name\n$/);
    rmSync(join(folder, "image", "index.json"));
    expect(image(["check", "image"]).stderr).toMatch(
      /^image\/index\.json: not part of an OCI layout: ENOENT/,
    );
  });
});

describe("an image that was scanned", () => {
  const env = (digest: string) => ({
    REPOSITORY: `${registry}/ai-artist-api`,
    TAG: "1.4.2",
    DIGEST: digest,
  });
  const notFound = { images: [], failures: [{ failureCode: "ImageNotFound", failureReason: "none" }] };
  const found = (digest: string) => ({ images: [{ imageId: { imageDigest: digest } }], failures: [] });

  it("is pushed, with the digest that it has", () => {
    const digest = layout("1000");
    const [aws, skopeo] = [program("aws", notFound), program("skopeo", "")];
    expect(image(["push", "image"], env(digest))).toMatchObject({ status: 0, stderr: "" });
    expect(aws()).toBe(
      "ecr batch-get-image --repository-name ai-artist-api --image-ids imageTag=1.4.2 --output json\n",
    );
    expect(skopeo()).toBe(`copy --preserve-digests oci:image docker://${registry}/ai-artist-api:1.4.2\n`);
  });

  it("is not pushed again by a run that goes on", () => {
    const digest = layout("1000");
    program("aws", found(digest));
    const skopeo = program("skopeo", "");
    expect(image(["push", "image"], env(digest))).toMatchObject({ status: 0, stderr: "" });
    expect(skopeo()).toBe("");
  });

  it.each([
    [
      "has another image's tag",
      found(digestOf("other")),
      /:1\.4\.2: is sha256:\w+ already, and a tag is never moved/,
    ],
    [
      "is of a repository that does not answer",
      { images: [], failures: [{ failureCode: "KmsError", failureReason: "no key" }] },
      /:1\.4\.2: KmsError: no key$/,
    ],
  ])("is not pushed if it %s", (_, answer, message) => {
    const digest = layout("1000");
    program("aws", answer);
    const skopeo = program("skopeo", "");
    const { status, stderr } = image(["push", "image"], env(digest));
    expect([status, skopeo()]).toEqual([1, ""]);
    expect(stderr.trim()).toMatch(message);
    expect(stderr.trim()).not.toContain("\n");
  });

  it("is not pushed if it is another one than was scanned, or AWS refuses", () => {
    const digest = layout("1000");
    const skopeo = program("skopeo", "");
    expect(image(["push", "image"], env(digestOf("scanned"))).stderr).toBe(
      `image: given ${digest}; accepted: ${digestOf("scanned")}, the image that was scanned\n`,
    );
    program("aws", "", 254);
    expect(image(["push", "image"], env(digest)).stderr).toBe("aws ecr batch-get-image: failed\n");
    expect(image(["push", "image"], { ...env(digest), TAG: "" }).stderr).toMatch(/^TAG: given nothing; /);
    expect(skopeo()).toBe("");
  });
});

it.each([
  ["1.4.2", "`npm run release -- --stage production --from staging`"],
  [commit, "Production accepts no git SHA"],
])("the summary says how %s is released", (tag, production) => {
  const [summary, digest] = [join(folder, `summary-${tag}`), digestOf("pushed")];
  const env = {
    REPOSITORY: `${registry}/ai-artist-api`,
    TAG: tag,
    DIGEST: digest,
    INFRASTRUCTURE: "example/ai-artist-infrastructure",
    GITHUB_STEP_SUMMARY: summary,
  };
  expect(image(["summary"], env)).toMatchObject({ status: 0, stderr: "" });
  const text = readFileSync(summary, "utf8");
  expect(text).toContain(`npm run release -- --stage staging --tag ${tag} --digest ${digest} --no-cluster\n`);
  expect(text).toContain(production);
  expect(Object.keys(configurationOf(connection).stages)).toEqual(
    expect.arrayContaining(["staging", "production"]),
  );
});

it("a wrong command is one line", () => {
  expect(image(["pull"]).stderr).toBe("image.mjs: given pull; accepted: tag, check, push, summary\n");
});
