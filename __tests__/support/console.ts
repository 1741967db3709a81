import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Block } from "./terraform-json";

/** An expression in Terraform JSON without the outer `${…}`. */
export const inner = (expression: string) => expression.replace(/^\$\{(.*)\}$/s, "$1");

/** Values of expressions, computed by `terraform console`. */
export function evaluateExpressions(expressions: readonly string[]): unknown[] {
  const folder = mkdtempSync(join(tmpdir(), "console-"));
  try {
    const output = execFileSync("terraform", ["console"], {
      cwd: folder,
      input: `jsonencode([${expressions.join(", ")}])\n`,
      encoding: "utf8",
      env: { ...process.env, CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: "" },
    });
    return JSON.parse(JSON.parse(output.trim()));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * What Terraform does with the only precondition or postcondition of a block: the error message, or undefined if the
 * condition is true. `values` has a value for each attribute that it reads, such as `self.arns`.
 */
export function refusal({ lifecycle }: Block, values: Readonly<Record<string, unknown>>): string | undefined {
  const [{ condition, error_message }] = lifecycle.precondition ?? lifecycle.postcondition;
  const withValues = (expression: string) =>
    Object.entries(values).reduce(
      (text, [attribute, value]) => text.replaceAll(attribute, () => JSON.stringify(value)),
      inner(expression),
    );
  const [holds, message] = evaluateExpressions([condition, error_message].map(withValues));
  return holds === true ? undefined : String(message);
}
