import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync, type Zippable } from "fflate";
import { readRelease } from "./difference";
import { filesBelow } from "./files";

/** Every file has the same date, the earliest of the format, so that the same input gives the same bytes. */
const date = new Date(1980, 0, 1);

function archive(folder: string): Uint8Array {
  const files: Zippable = Object.fromEntries(
    filesBelow(folder).map((path) => [path, [readFileSync(join(folder, path)), { mtime: date }]]),
  );
  return zipSync(files, { level: 9 });
}

/**
 * Packs each module of a folder as `<name>.zip`, layers as `layers-<name>.zip`, and writes their checksums as
 * `SHA256SUMS`. Returns the names of the archives.
 */
export function writeArchives(modules: string, folder: string): string[] {
  const paths = Object.keys(readRelease(modules)?.modules ?? {});
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const sums = paths.map((path) => {
    const name = `${path.replaceAll("/", "-")}.zip`;
    const bytes = archive(join(modules, path));
    writeFileSync(join(folder, name), bytes);
    return [name, createHash("sha256").update(bytes).digest("hex")] as const;
  });
  writeFileSync(join(folder, "SHA256SUMS"), sums.map(([name, sum]) => `${sum}  ${name}\n`).join(""));
  return sums.map(([name]) => name);
}
