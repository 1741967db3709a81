import { stripVTControlCharacters } from "node:util";
import { relative } from "node:path";
import { projectPath } from "../modules/kit/project-path";
import { ageOf } from "./age";
import { stuckRelease } from "./releases";
import { remediesOf } from "./remedies";
import { stackFolder } from "./stacks";
import type { TerraformResult, TerraformRun } from "./terraform";
import { UserError } from "./user-error";

/** Errors and warnings of terraform without colors and box-drawing characters. */
const plainText = (stderr: string) =>
  stripVTControlCharacters(stderr)
    .split("\n")
    .map((line) => line.replace(/^[╷│╵]\s?/, "").trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();

/** The summaries of the errors in a text, without duplicates. */
export function summariesOf(text: string): string[] {
  const found = [...text.matchAll(/^Error: (.+)$/gm)].map(([, summary = ""]) =>
    summary.replace(/[,:;]$/, ""),
  );
  return [...new Set(found)];
}

/** The first of several errors: the others are above it, and often have the same cause. */
const inOneLine = ([first = "", ...others]: readonly string[]) =>
  others.length === 0 ? first : `${first}; and ${others.length} more`;

/** A lock on a state, as terraform reports it. */
export interface StateLock {
  readonly id: string;
  readonly who: string;
  readonly operation: string;
  readonly created: Date;
}

/** The lock that made a command fail; undefined if it failed for another reason. */
export function lockOf(text: string): StateLock | undefined {
  const field = (name: string) => new RegExp(`^\\s*${name}:\\s+(\\S.*)$`, "m").exec(text)?.[1]?.trim();
  const id = field("ID");
  if (!text.includes("Error acquiring the state lock") || id === undefined) {
    return undefined;
  }
  const [date = "", time = ""] = (field("Created") ?? "").split(" ");
  return {
    id,
    who: field("Who") ?? "an unknown user",
    // A console has the type "Invalid".
    operation: (field("Operation") ?? "").replace(/^OperationType(Invalid)?/, "").toLowerCase(),
    created: new Date(`${date}T${time.slice(0, 12)}Z`),
  };
}

function lockRemedy(stack: string, lock: StateLock): string[] {
  const folder = relative(projectPath(), stackFolder(stack));
  return [
    `The state of ${stack} is locked: ${lock.operation ? `${lock.operation} ` : ""}by ${lock.who}, ${ageOf(lock.created)} ago, lock ID ${lock.id}.`,
    `If that run no longer exists, free the lock: terraform -chdir=${folder} force-unlock ${lock.id}`,
  ];
}

/** A terraform command that failed. Its last line is the cause. */
export class TerraformError extends UserError {
  override readonly name = "TerraformError";
  private readonly details: readonly string[];

  constructor(step: string, { stack, env }: TerraformRun, result: TerraformResult) {
    const text = plainText(result.stderr);
    const summaries = summariesOf(text);
    super(`${stack}: ${step} failed: ${inOneLine(summaries) || `exit code ${result.code}`}`);
    const lock = lockOf(text);
    this.details = [
      // Terraform's advice about a lock is longer, and has no command.
      ...(lock ? [] : [text, ""]),
      ...(lock ? lockRemedy(stack, lock) : [...stuckRelease(stack, text, env), ...remediesOf(stack, text)]),
    ];
  }

  override get report(): string {
    return [...this.details, this.message].join("\n").trim();
  }
}

/** Warnings of a command that succeeded. */
export const warningsOf = ({ stderr }: TerraformResult) => plainText(stderr);
