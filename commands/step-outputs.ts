import { appendFileSync } from "node:fs";

/** Prints values. In a workflow of GitHub Actions, they are also outputs of the step. */
export function giveOutputs(outputs: Readonly<Record<string, string>>): void {
  const lines = Object.entries(outputs).map(([name, value]) => `${name}=${value}\n`);
  process.stdout.write(lines.join(""));
  const { GITHUB_OUTPUT: file } = process.env;
  if (file) {
    appendFileSync(file, lines.join(""));
  }
}
