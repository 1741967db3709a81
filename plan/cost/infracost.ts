import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { missingTools, findTool, type Tool } from "../../terraform/tools";
import { isBlock, resourceChanges, type Block } from "../plan-json";
import type { SavedPlan } from "../stack-plans";

/** Infracost. https://www.infracost.io/docs/features/cli_commands/#diff */
const tool: Tool = {
  name: "Infracost",
  purpose: "compares the cost of a plan; Infracost 2 does not read plans",
  range: ">=0.10 <1",
  commands: ["infracost"],
  versionArgs: ["--version"],
};

const keyName = "INFRACOST_API_KEY";

/** What is read of its output. Amounts are decimal numbers as texts; null if it knows no price. */
const output = z.object({
  currency: z.string(),
  pastTotalMonthlyCost: z.string().nullable(),
  totalMonthlyCost: z.string().nullable(),
  diffTotalMonthlyCost: z.string().nullable(),
  summary: z.object({ totalUnsupportedResources: z.number().nullish() }).nullish(),
});

/** A value without what is marked as sensitive. */
function withoutMarked(value: unknown, marks: unknown): unknown {
  if (marks === true) {
    return null;
  }
  if (!isBlock(value) || !isBlock(marks)) {
    return value;
  }
  const parts = Object.entries(value).map(
    ([name, part]) => [name, withoutMarked(part, marks[name])] as const,
  );
  return Array.isArray(value) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}

/** The resources of AWS of a part of a plan, without sensitive values. */
function priced(module: unknown): Block {
  const { resources = [] } = (module ?? {}) as { resources?: readonly Block[] };
  return {
    resources: resources
      .filter(({ type }) => String(type).startsWith("aws_"))
      .map((resource) => ({
        ...resource,
        values: withoutMarked(resource["values"], resource["sensitive_values"]),
      })),
  };
}

/**
 * The part of a plan that Infracost gets: resources of AWS before and afterwards, without what Terraform marks as sensitive.
 * What it sends to its service is its own decision.
 */
export function pricedPlan(plan: Block): Block {
  const at = (value: unknown, ...path: string[]) =>
    path.reduce<unknown>((inner, name) => (isBlock(inner) ? inner[name] : undefined), value);
  const { format_version, terraform_version, configuration } = plan;
  return {
    format_version,
    terraform_version,
    planned_values: { root_module: priced(at(plan, "planned_values", "root_module")) },
    prior_state: { values: { root_module: priced(at(plan, "prior_state", "values", "root_module")) } },
    configuration,
    // By their addresses it tells what is deleted from what -target leaves out.
    resource_changes: ((plan["resource_changes"] ?? []) as readonly Block[]).map(({ address }) => ({
      address,
    })),
  };
}

const amount = (text: string | null) => (text === null ? "unknown" : Number(text).toFixed(2));

async function lineOf({ stack, plan }: SavedPlan, infracost: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "infracost-"));
  try {
    const path = join(folder, "plan.json");
    writeFileSync(path, JSON.stringify(pricedPlan(plan as Block)), { mode: 0o600 });
    const settings = Object.entries(process.env).filter(([name]) =>
      /^(PATH|HOME|INFRACOST_.*|HTTPS?_PROXY|NO_PROXY)$/i.test(name),
    );
    const { stdout } = await promisify(execFile)(infracost, ["diff", "--path", path, "--format", "json"], {
      env: { ...Object.fromEntries(settings), INFRACOST_SKIP_UPDATE_CHECK: "true" },
      maxBuffer: 64 * 1024 * 1024,
      timeout: 120_000,
    });
    const found = output.parse(JSON.parse(stdout));
    const difference = amount(found.diffTotalMonthlyCost);
    const signed = difference.replace(/^(-?)(?=\d)/, (minus) => (minus === "" ? "+" : "−"));
    const unsupported = found.summary?.totalUnsupportedResources ?? 0;
    const without = unsupported > 0 ? `, without ${unsupported} that it does not know` : "";
    return `Infracost: ${stack} ${found.currency} ${signed} a month, ${amount(found.pastTotalMonthlyCost)} → ${amount(found.totalMonthlyCost)}${without}`;
  } catch (error) {
    const { code, killed } = error as { code?: unknown; killed?: boolean };
    const why = killed
      ? "no answer within 120 s"
      : typeof code === "number"
        ? `it ended with exit code ${code}`
        : "its output cannot be read";
    return `Infracost failed on ${stack}: ${why}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The difference by Infracost of each plan that changes something, or why it was not asked: a line each. */
export async function infracostLines(plans: readonly SavedPlan[]): Promise<string[]> {
  const changed = plans.filter(({ plan }) => resourceChanges(plan).length > 0);
  if (changed.length === 0) {
    return [];
  }
  if (!process.env[keyName]) {
    return [`Infracost was not asked: ${keyName} is not set`];
  }
  const [missing] = missingTools([tool]);
  const found = findTool(tool);
  if (missing !== undefined || !found) {
    return [`Infracost was not asked: ${missing}`];
  }
  const lines: string[] = [];
  for (const plan of changed) {
    lines.push(await lineOf(plan, found.path)); // One at a time: it downloads the same prices for each.
  }
  return lines;
}
