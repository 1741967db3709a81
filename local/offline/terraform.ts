import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectPath } from "../../modules/kit/project-path";
import { localPath } from "../../terraform/paths";
import { replaceHelmReleases, type TerraformJson } from "./helm-releases";

/**
 * Writes a script for TERRAFORM_BINARY_NAME that first replaces the Helm releases of the stack in its folder. Then it
 * runs `exec terraform`, so that terminal, signals and exit code are those of Terraform.
 *
 * @param missing Source addresses of the providers that are not available, such as `hashicorp/helm`.
 * @returns its path.
 */
export function writeTerraformScript(missing: readonly string[]): string {
  const names = missing.map((source) => source.split("/").at(-1) ?? source);
  const path = localPath("bin", "terraform-without-providers");
  const rewrite = projectPath("build", "local", "offline", "terraform.js");
  mkdirSync(localPath("bin"), { recursive: true });
  writeFileSync(
    path,
    `#!/bin/sh
# Terraform for the stage local if the providers ${names.join(" and ")} are not available.
set -e
'${process.execPath}' '${rewrite}' ${names.join(",")} "$@" </dev/null
exec terraform "$@"
`,
  );
  chmodSync(path, 0o755);
  return path;
}

/** Rewrites the stack in a folder, if it has one, and keeps the synthesized file next to it. */
export function rewriteStack(folder: string, names: readonly string[]): void {
  const path = join(folder, "cdk.tf.json");
  if (!existsSync(path)) {
    return;
  }
  const text = readFileSync(path, "utf8");
  const config = JSON.parse(text) as TerraformJson;
  const rewritten = replaceHelmReleases(config, names);
  if (rewritten !== config) {
    writeFileSync(`${path}.synthesized`, text);
    writeFileSync(`${path}.rewritten`, JSON.stringify(rewritten, null, 2));
    renameSync(`${path}.rewritten`, path);
  }
}

if (require.main === module) {
  const [names = "", ...args] = process.argv.slice(2);
  const chdir = args.find((arg) => arg.startsWith("-chdir="));
  try {
    rewriteStack(chdir?.slice("-chdir=".length) ?? ".", names.split(","));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
