import { writeFileSync } from "node:fs";
import type { Environment } from "../environment-file";
import { localPath } from "../../terraform/paths";

/** Result of one run for a stack. */
export interface StackSummary {
  readonly name: string;
  /** Resources in the state. */
  readonly resources: number;
  /** Time that the deployment took, seconds. */
  readonly seconds: number;
  /** Resources that a plan after the deployment would change. */
  readonly changes: number;
}

/** Result of one run: `.local/summary.json`. */
export interface Summary {
  readonly stacks: readonly StackSummary[];
  /** Substitutes that were used, one sentence each. */
  readonly substitutes: readonly string[];
  /** Whether every stack is deployed and its plan has no changes. */
  readonly ok: boolean;
}

/** Writes the summary for programs. */
export function writeSummary(summary: Summary): void {
  writeFileSync(localPath("summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
}

const row = (name: string, resources: string, seconds: string, changes: string) =>
  `  ${name.padEnd(22)}${resources.padStart(10)}${seconds.padStart(10)}${changes.padStart(10)}`;

/** The summary as text. */
export function describeSummary(summary: Summary, environment: Environment, kept: boolean): string {
  const table = [
    row("Stack", "resources", "seconds", "changes"),
    ...summary.stacks.map(({ name, resources, seconds, changes }) =>
      row(name, String(resources), seconds.toFixed(0), String(changes)),
    ),
  ];
  const substitutes = summary.substitutes.length
    ? ["", "Substitutes:", ...summary.substitutes.map((sentence) => `  - ${sentence}`)]
    : ["", "Substitutes: none."];
  const { kubeconfig, context } = environment.kubernetes;
  const next = kept
    ? [
        "",
        "Next commands:",
        "  source .local/env.sh        # once in a shell, for terraform and cdktf",
        `  .local/bin/kubectl --kubeconfig ${kubeconfig} --context ${context} get pods --all-namespaces`,
        "  (cd cdktf.out/stacks/local-data && terraform output)",
        "  npm run diff -- local-platform",
        "  npm run local -- --status | --destroy | --stop",
      ]
    : ["", "The environment is stopped. Everything that was deployed in it is lost."];
  return [...table, ...substitutes, ...next].join("\n");
}
