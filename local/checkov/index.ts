import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { install, isInstalled, pythonOf, type PythonEnvironment } from "../python";
import { projectPath } from "../../modules/kit/project-path";
import { localPath } from "../../terraform/paths";
import type { Report } from "../../terraform/steps";
import type { Block } from "../../plan/plan-json";
import type { FailedCheck } from "../../plan/policy/checkov/failed-check";

/*
 * Checkov, a static analysis of Terraform for security, reads the synthesized stacks: its framework `terraform_json` is for
 * the cdk.tf.json of CDKTF. It follows references and for_each within a stack, and knows nothing of other stacks.
 * https://www.checkov.io/7.Scan%20Examples/Terraform.html
 */

const environment: PythonEnvironment = {
  folder: localPath("checkov"),
  requirements: projectPath("local", "checkov", "requirements.txt"),
  content: "Checkov",
  log: "install-checkov",
  options: ["--retries", "0", "--timeout", "20"],
};

/** Installs Checkov, unless it is installed. @throws {UserError} without a connection to PyPI */
export const installCheckov = (report: Report) => install(environment, report);

/** Whether Checkov is installed, in its pinned version. */
export const hasCheckov = () => isInstalled(environment);

/** Its Python, which also has botocore. */
export const checkovPython = pythonOf(environment.folder);

/** Result of a run. */
export interface Findings {
  readonly failed: readonly FailedCheck[];
  /** The stacks in which a check passed or failed. */
  readonly stacks: readonly string[];
}

/**
 * The resources and data sources of a stack as JSON with a line for each, and the addresses by line. Checkov names some
 * resources without their type, but all with their lines. It cannot read the other blocks of Terraform JSON.
 */
function linesOf(json: Block): { text: string; addresses: string[] } {
  const lines = ["{"];
  const addresses: string[] = [""];
  const add = (line: string, address = "") => {
    lines.push(line);
    addresses.push(address);
  };
  const commaAfter = (index: number, items: readonly unknown[]) => (index < items.length - 1 ? "," : "");
  const kinds = (["resource", "data"] as const).filter((kind) => json[kind] !== undefined);
  for (const [kindIndex, kind] of kinds.entries()) {
    add(`"${kind}": {`);
    const types = Object.entries(json[kind] as Record<string, Record<string, Block>>);
    for (const [typeIndex, [type, byName]] of types.entries()) {
      add(`"${type}": {`);
      const blocks = Object.entries(byName);
      for (const [index, [name, block]] of blocks.entries()) {
        const address = `${kind === "data" ? "data." : ""}${type}.${name}`;
        add(`"${name}": ${JSON.stringify(block)}${commaAfter(index, blocks)}`, address);
      }
      add(`}${commaAfter(typeIndex, types)}`);
    }
    add(`}${commaAfter(kindIndex, kinds)}`);
  }
  return { text: [...lines, "}"].join("\n"), addresses };
}

interface ReportedCheck {
  readonly check_id: string;
  readonly check_name: string;
  readonly file_path: string;
  readonly file_line_range: readonly [number, number];
}

interface CheckovReport {
  readonly results: {
    readonly passed_checks: readonly ReportedCheck[];
    readonly failed_checks: readonly ReportedCheck[];
    readonly parsing_errors: readonly string[];
  };
}

/** Runs Checkov on synthesized stacks by name. It makes no connection: no policies are downloaded, and nothing is uploaded without a key. */
export async function check(stacks: Readonly<Record<string, Block>>): Promise<Findings> {
  const folder = mkdtempSync(join(tmpdir(), "checkov-"));
  try {
    const addresses = new Map<string, readonly string[]>();
    for (const [name, stack] of Object.entries(stacks)) {
      const lines = linesOf(stack);
      addresses.set(name, lines.addresses);
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "cdk.tf.json"), lines.text);
    }
    const program = join(dirname(checkovPython), "checkov");
    const options = ["--framework", "terraform_json", "--skip-download", "--soft-fail", "--output", "json"];
    const { stdout } = await promisify(execFile)(program, ["--directory", folder, ...options], {
      // A key of Prisma Cloud in the environment would upload the results.
      env: { PATH: process.env["PATH"], HOME: folder },
      maxBuffer: 256 * 1024 * 1024,
    });
    const { results } = JSON.parse(stdout) as CheckovReport;
    if (results.parsing_errors.length > 0) {
      throw new Error(`Checkov cannot read ${results.parsing_errors.join(", ")}`);
    }
    const stackOf = ({ file_path }: ReportedCheck) => basename(dirname(file_path));
    const failed = results.failed_checks.map((reported): FailedCheck => {
      const stack = stackOf(reported);
      const [line] = reported.file_line_range;
      const address = addresses.get(stack)?.[line - 1] ?? "";
      if (address === "") {
        throw new Error(`Checkov reports line ${line} of ${stack}, where no resource is`);
      }
      return { stack, address, id: reported.check_id, requirement: reported.check_name };
    });
    const read = [...results.passed_checks, ...results.failed_checks].map(stackOf);
    return { failed, stacks: [...new Set(read)].sort() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
