import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { runCommand, type Report } from "../../terraform/steps";
import { findTool, serves, tools } from "../../terraform/tools";
import { binaries, binaryPath, buildStamp, isBuilt, linkerFlags, stampPath, type Binary } from "./binaries";

async function build(binary: Binary, report: Report, signal?: AbortSignal): Promise<void> {
  const path = binaryPath(binary);
  mkdirSync(dirname(path), { recursive: true });
  mkdirSync(dirname(stampPath(binary)), { recursive: true });
  report(`${binary.name}: the first time this takes minutes`);
  // On the command line, these flags override GOFLAGS.
  const flags = ["-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags", linkerFlags()];
  await runCommand(
    {
      step: `build ${binary.name}`,
      command: "go",
      args: ["build", ...flags, "-o", `${path}.new`, binary.package],
      log: `build-${binary.name}`,
      cwd: binary.folder,
      env: { ...process.env, CGO_ENABLED: "0", GOWORK: "off" },
    },
    (line) => report(`${binary.name}: ${line}`),
    signal,
  );
  renameSync(`${path}.new`, path);
  writeFileSync(stampPath(binary), buildStamp(binary));
}

/** The programs that are missing or have another version. The user's own cluster needs only the clients. */
export function binariesToBuild(ownCluster: boolean): Binary[] {
  const needed: Binary[] = ownCluster ? [binaries.helm, binaries.kubectl] : Object.values(binaries);
  return needed.filter((binary) => !isBuilt(binary));
}

/** Builds programs one after the other. */
export async function buildBinaries(
  missing: readonly Binary[],
  report: Report,
  signal?: AbortSignal,
): Promise<void> {
  for (const [index, binary] of missing.entries()) {
    await build(binary, (line) => report(`${index + 1} of ${missing.length}, ${line}`), signal);
  }
}

/** Path of Helm: the one on the PATH if its version is supported, else the one that was built, else undefined. */
export function findHelm(): string | undefined {
  const found = findTool(tools.helm);
  if (found && serves(tools.helm, found.version)) {
    return found.path;
  }
  return isBuilt(binaries.helm) ? binaryPath(binaries.helm) : undefined;
}
