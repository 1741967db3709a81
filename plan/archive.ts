import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { unzipSync, zipSync } from "fflate";
import { filesBelow } from "../importable/files";
import { readJsonFile } from "../terraform/json-file";
import { UserError } from "../terraform/user-error";
import { plansFile, sha256Of, type Plans } from "./plans-file";

/** Files beside the folders of the plans. */
const reviewFiles = ["plans.json", "report.md", "report.html"];

/** The plans of a review with their reports, in one ZIP archive: not the providers, which `terraform init` gets again. */
export function packPlans(folder: string, { stacks }: Plans): Uint8Array {
  const files = [
    ...reviewFiles.filter((name) => existsSync(join(folder, name))),
    ...stacks.flatMap(({ stack }) => filesBelow(join(folder, stack)).map((name) => join(stack, name))),
  ].filter((name) => !name.split("/").includes(".terraform"));
  return zipSync(Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name))])));
}

/**
 * Replaces the plans of a folder by those of an archive.
 *
 * @param digest The SHA-256 that the archive must have.
 * @throws {UserError} if it has another one, or is no archive of plans; the folder is then as before
 */
export function unpackPlans(archive: Uint8Array, digest: string, folder: string): Plans {
  const found = sha256Of(archive);
  if (found !== digest) {
    throw new UserError(`the archive has the SHA-256 ${found}, not ${digest}: it is not used`);
  }
  const unpacked = `${folder}.new`;
  rmSync(unpacked, { recursive: true, force: true });
  mkdirSync(unpacked, { recursive: true, mode: 0o700 });
  try {
    for (const [name, content] of Object.entries(unzipSync(archive))) {
      const path = join(unpacked, name);
      if (!path.startsWith(`${unpacked}/`)) {
        throw new UserError(`the archive has a file outside of its folder: ${name}`);
      }
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content, { mode: 0o600 });
    }
    const plans = readJsonFile(plansFile(unpacked));
    if (!plans) {
      throw new UserError("the archive has no plans.json");
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(unpacked, folder);
    return plans;
  } finally {
    rmSync(unpacked, { recursive: true, force: true });
  }
}
