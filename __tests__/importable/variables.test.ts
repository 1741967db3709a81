import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalog } from "../../importable/catalog";
import { asVariables, basicExample, completeExample } from "../../importable/examples";
import { variablesOf } from "../../importable/variables";
import { refusals, replaced } from "./refusals";

const folder = mkdtempSync(join(tmpdir(), "variables-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Case {
  readonly name: string;
  readonly source: string;
  readonly given: string;
  readonly accepted: string;
  readonly values: Record<string, unknown>;
  readonly isRefusedHere: boolean;
  /** Whether the rule compares variables: Terraform checks these rules only if each variable alone is valid. */
  readonly isBetween: boolean;
}

const cases = catalog.flatMap(({ path, module: { schema } }): Case[] => {
  const good = completeExample(schema);
  // A worker has replicas or a schedule: each breaks its own rules.
  return refusals(schema, good).map((refusal, index) => {
    const values = replaced(good, refusal.path, refusal.value) as Record<string, unknown>;
    return {
      name: `${path.replace("/", "_")}_${index}`,
      source: `./${path}`,
      given: `${path}: ${refusal.path.join(".")} = ${JSON.stringify(refusal.value)}`,
      accepted: refusal.accepted,
      values: asVariables(schema, values),
      isRefusedHere: !schema.safeParse(values).success,
      isBetween: refusal.path.length === 0,
    };
  });
});

const environment = { ...process.env, CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: "" };

type Calls = Record<string, { source: string } & Record<string, unknown>>;

/** Terraform's graph grows faster than the number of calls: one plan of all takes twice the CPU time. */
const callsPerPlan = 30;

/** The diagnostics of each call of a module that has variables only, by the name of the call. */
function refusedByTerraform(calls: Calls): Map<string, string> {
  const entries = Object.entries(calls);
  const starts = [...entries.keys()].filter((index) => index % callsPerPlan === 0);
  return new Map(
    starts.flatMap((start) => [
      ...diagnosticsOf(Object.fromEntries(entries.slice(start, start + callsPerPlan))),
    ]),
  );
}

function writeVariables(): void {
  for (const { path, module } of catalog) {
    mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(
      join(folder, path, "variables.tf.json"),
      JSON.stringify({ variable: variablesOf(module.schema) }),
    );
  }
}

function diagnosticsOf(calls: Calls): Map<string, string> {
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ module: calls }));
  execFileSync("terraform", ["get"], { cwd: folder, env: environment });
  const { stdout } = spawnSync("terraform", ["plan", "-input=false", "-json"], {
    cwd: folder,
    env: environment,
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  const diagnostics = new Map<string, string>();
  for (const line of stdout.split("\n").filter((text) => text.startsWith("{"))) {
    const { diagnostic } = JSON.parse(line) as {
      diagnostic?: { detail: string; snippet?: { context?: string } };
    };
    const name = /module\.(\w[\w-]*)/.exec(diagnostic?.snippet?.context ?? "")?.[1];
    if (diagnostic && name) {
      diagnostics.set(name, `${diagnostics.get(name) ?? ""}${diagnostic.detail}\n`);
    }
  }
  return diagnostics;
}

describe("the variables of the importable modules", () => {
  const calls = (chosen: readonly Case[]) =>
    Object.fromEntries(chosen.map(({ name, source, values }) => [name, { source, ...values }]));
  writeVariables();
  const diagnosticsBetween = refusedByTerraform(calls(cases.filter(({ isBetween }) => isBetween)));
  const diagnostics = refusedByTerraform({
    ...calls(cases.filter(({ isBetween }) => !isBetween)),
    ...Object.fromEntries(
      catalog.flatMap(({ path, module: { schema } }) =>
        Object.entries({ basic: basicExample(schema), complete: completeExample(schema) }).map(
          ([kind, values]) => [
            `${kind}_${path.replace("/", "_")}`,
            { source: `./${path}`, ...asVariables(schema, values) },
          ],
        ),
      ),
    ),
  });

  it("accept the examples, as the schema does", () => {
    expect([...diagnostics].filter(([name]) => /^(basic|complete)_/.test(name))).toEqual([]);
    for (const { module } of catalog) {
      expect(module.schema.safeParse(basicExample(module.schema)).error).toBeUndefined();
      expect(module.schema.safeParse(completeExample(module.schema)).error).toBeUndefined();
    }
  });

  it("refuse what the schema refuses, with the same message, for every rule", () => {
    expect(cases.length).toBeGreaterThan(150);
    expect(cases.filter(({ isRefusedHere }) => !isRefusedHere).map(({ given }) => given)).toEqual([]);
    const silent = cases.filter(
      ({ name, accepted, isBetween }) =>
        !(isBetween ? diagnosticsBetween : diagnostics).get(name)?.includes(`accepted: ${accepted}`),
    );
    expect(silent.map(({ given, name }) => [given, diagnostics.get(name)])).toEqual([]);
  });
});
