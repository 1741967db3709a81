// What image.yml does besides its actions. It runs in workflows of the application's repository, where no dependency of this
// project is installed: plain JavaScript.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

/** A mistake of the user: one line, without a stack trace. */
class UserError extends Error {}

function variable(name) {
  const value = process.env[name];
  if (!value) {
    throw new UserError(`${name}: given nothing; accepted: as image.yml sets it`);
  }
  return value;
}

/** Prints values, and makes them outputs of the step. */
function giveOutputs(outputs) {
  const lines = Object.entries(outputs).map(([name, value]) => `${name}=${value}\n`);
  process.stdout.write(lines.join(""));
  if (process.env.GITHUB_OUTPUT) {
    appendFileSync(process.env.GITHUB_OUTPUT, lines.join(""));
  }
}

/** As `releaseTag` of modules/aws/registry/schema.ts; a test compares them. */
const version = /^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?$/;
const sha = /^[0-9a-f]{7,40}$/;

/** The tag of the image: the one that the caller gives, else the version of the git tag, else the git SHA. */
function tag() {
  const { IMAGE_TAG, GITHUB_REF_TYPE, GITHUB_REF_NAME = "", GITHUB_SHA = "" } = process.env;
  const given =
    IMAGE_TAG || (GITHUB_REF_TYPE === "tag" ? GITHUB_REF_NAME.replace(/^v(?=\d)/, "") : GITHUB_SHA);
  if (given.length > 128 || !(version.test(given) || sha.test(given))) {
    throw new UserError(
      `the tag of the image: given ${given || "nothing"}; accepted: a semantic version, such as 1.4.2, or a git SHA of 7 to 40 hexadecimal digits`,
    );
  }
  giveOutputs({ tag: given });
}

/** Reads a JSON file of an OCI layout, of which `digest` is the checksum. */
function readLayout(path, digest) {
  try {
    const bytes = readFileSync(path);
    if (digest !== undefined && `sha256:${createHash("sha256").update(bytes).digest("hex")}` !== digest) {
      throw new Error("it does not have the checksum of its name");
    }
    return JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    throw new UserError(`${path}: not part of an OCI layout: ${error.message}`);
  }
}

/** The digest and the configuration of the image in an OCI layout. */
function imageIn(layout) {
  const blob = (digest) => readLayout(join(layout, "blobs", ...String(digest).split(":")), digest);
  const { manifests = [] } = readLayout(join(layout, "index.json"));
  const manifest = manifests.length === 1 ? blob(manifests[0].digest) : {};
  if (manifest.config?.digest === undefined) {
    throw new UserError(
      `${layout}: given ${manifests.length === 1 ? "a list of images" : `${manifests.length} images`}; accepted: one image for one platform`,
    );
  }
  return { digest: manifests[0].digest, config: blob(manifest.config.digest).config ?? {} };
}

/** Refuses an image that Kubernetes does not start with `runAsNonRoot`. */
function check(layout) {
  const { digest, config } = imageIn(layout);
  const user = config.User ?? "";
  if (!/^[1-9]\d*(:[\w.-]+)?$/.test(user)) {
    throw new UserError(
      `the user of the image: given ${user || "none, which is root"}; accepted: a number other than 0, such as USER 1000 in the Dockerfile, because Kubernetes starts no image with another user under runAsNonRoot`,
    );
  }
  giveOutputs({ digest, artifact: `image-${digest.replace("sha256:", "")}` });
}

function run(command, args, stdout) {
  const result = spawnSync(command, args, { encoding: "utf8", stdio: ["ignore", stdout, "inherit"] });
  if (result.error || result.status !== 0) {
    throw new UserError(
      `${command} ${args.slice(0, 2).join(" ")}: failed${result.error ? `: ${result.error.message}` : ""}`,
    );
  }
  return result.stdout;
}

/** The digest of the image that has a tag in ECR; undefined if there is none. */
function digestInEcr(repository, imageTag) {
  const name = repository.replace(/^[^/]*\//, "");
  const options = ["--repository-name", name, "--image-ids", `imageTag=${imageTag}`, "--output", "json"];
  const { images = [], failures = [] } = JSON.parse(
    run("aws", ["ecr", "batch-get-image", ...options], "pipe"),
  );
  const failure = failures.find(({ failureCode }) => failureCode !== "ImageNotFound");
  if (failure) {
    throw new UserError(`${repository}:${imageTag}: ${failure.failureCode}: ${failure.failureReason}`);
  }
  return images[0]?.imageId.imageDigest;
}

/** Pushes the image that was scanned. If an earlier attempt has pushed it, nothing is left to do. */
function push(layout) {
  const [repository, imageTag, scanned] = ["REPOSITORY", "TAG", "DIGEST"].map(variable);
  const { digest } = imageIn(layout);
  if (digest !== scanned) {
    throw new UserError(`${layout}: given ${digest}; accepted: ${scanned}, the image that was scanned`);
  }
  const found = digestInEcr(repository, imageTag);
  if (found === digest) {
    console.log(`${repository}:${imageTag} is this image already`);
    return;
  }
  if (found !== undefined) {
    throw new UserError(
      `${repository}:${imageTag}: is ${found} already, and a tag is never moved to another image, such as ${digest} of this build; accepted: another tag, or "Re-run failed jobs" in the run that built the image of the tag`,
    );
  }
  run(
    "skopeo",
    ["copy", "--preserve-digests", `oci:${layout}`, `docker://${repository}:${imageTag}`],
    "inherit",
  );
}

/** Says how the image is released. */
function summary() {
  const [repository, imageTag, digest, infrastructure] = [
    "REPOSITORY",
    "TAG",
    "DIGEST",
    "INFRASTRUCTURE",
  ].map(variable);
  const text = `## Image ${imageTag}

\`${repository}@${digest}\` is scanned, pushed and signed. To release it, in a checkout of ${infrastructure}, and commit what it writes:

\`\`\`sh
npm run release -- --stage staging --tag ${imageTag} --digest ${digest} --no-cluster
\`\`\`

${
  version.test(imageTag)
    ? "After the test in staging, production gets the same digest: `npm run release -- --stage production --from staging`."
    : "Production accepts no git SHA as a tag: push a git tag such as `v1.4.2` for an image that is released there."
}
`;
  appendFileSync(variable("GITHUB_STEP_SUMMARY"), text);
}

const commands = { tag, check, push, summary };
const [name = "", ...args] = process.argv.slice(2);
try {
  if (!Object.hasOwn(commands, name)) {
    throw new UserError(
      `image.mjs: given ${name || "nothing"}; accepted: ${Object.keys(commands).join(", ")}`,
    );
  }
  commands[name](...args);
} catch (error) {
  if (!(error instanceof UserError)) {
    throw error;
  }
  console.error(error.message);
  process.exitCode = 1;
}
