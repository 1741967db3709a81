import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTool, missingTools, tools } from "../../terraform/tools";

const folder = mkdtempSync(join(tmpdir(), "tools-"));
const { PATH } = process.env;

/** Creates a program in the only folder of the PATH: a shell script without external commands. */
function program(name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

beforeAll(() => {
  process.env["PATH"] = folder;
});

afterAll(() => {
  process.env["PATH"] = PATH;
  rmSync(folder, { recursive: true });
});

test("a missing tool is reported with the needed version and its purpose", () => {
  expect(missingTools([tools.go])).toEqual([
    "Go was not found, >=1.26 is required: it builds the local Kubernetes binaries",
  ]);
});

test("a tool that is too old is reported with the version that was found", () => {
  program("terraform", `echo '{"terraform_version": "1.9.8"}'`);
  expect(missingTools([tools.terraform])).toEqual([
    "Terraform is 1.9.8, >= 1.11.0 is required: it deploys the stacks",
  ]);
});

test("warnings on standard error do not hide a version", () => {
  program("terraform", `echo 'Warning: 0.1.0 is odd' >&2; echo '{"terraform_version": "1.12.0-beta1"}'`);
  expect(missingTools([tools.terraform])).toEqual([]);
});

test("a Python that is new enough is found by either name, python3 or python", () => {
  program("python3", "echo Python 3.8.10");
  const newer = program("python", "echo Python 3.12.1");
  expect(findTool(tools.python)).toEqual({ path: newer, version: "3.12.1" });
});

test("a program that fails counts as not found", () => {
  program("openssl", "echo OpenSSL 3.0.2; exit 1");
  expect(missingTools([tools.openssl])).toHaveLength(1);
});

test("the next major version of Helm, which renamed flags, is not accepted", () => {
  program("helm", "echo v4.0.1");
  expect(missingTools([tools.helm])).toHaveLength(1);
  program("helm", "echo v3.18.4");
  expect(missingTools([tools.helm])).toEqual([]);
});
