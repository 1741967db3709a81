import { spawnSync } from "node:child_process";
import { missingTools, tools } from "./tools";
import { UserError } from "./user-error";

/** An object in a bucket. */
export interface S3Object {
  readonly bucket: string;
  /** Region of the bucket. */
  readonly region: string;
  readonly key: string;
}

const urlOf = ({ bucket, key }: S3Object) => `s3://${bucket}/${key}`;

function copy(from: string, to: string, object: S3Object, env: NodeJS.ProcessEnv): void {
  const missing = missingTools([tools.aws]);
  if (missing.length > 0) {
    throw new UserError(missing.join("\n"));
  }
  const args = ["s3", "cp", "--only-show-errors", "--region", object.region, from, to];
  const { status, stderr } = spawnSync("aws", args, { encoding: "utf8", env });
  if (status !== 0) {
    const line = stderr.trim().split("\n").at(-1) ?? "";
    throw new UserError(
      `${urlOf(object)}: ${line.replace(/^(up|down)load failed: \S+ to \S+ /, "") || "aws s3 cp failed"}`,
    );
  }
}

/** Writes a file into a bucket, with the AWS CLI. @throws {UserError} */
export const upload = (path: string, to: S3Object, env: NodeJS.ProcessEnv) => copy(path, urlOf(to), to, env);

/** Reads an object of a bucket into a file, with the AWS CLI. @throws {UserError} */
export const download = (from: S3Object, path: string, env: NodeJS.ProcessEnv) =>
  copy(urlOf(from), path, from, env);
