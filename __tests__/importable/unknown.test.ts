import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalog } from "../../importable/catalog";
import { knownInputs } from "../../importable/known";
import { modulesFolder, providers } from "../support/prepared";
import type { Block } from "../support/terraform-json";
import { unknownExample, unknownResource } from "./unknown";

const folder = mkdtempSync(join(tmpdir(), "unknown-"));
afterAll(() => rmSync(folder, { recursive: true }));
const { cliConfig, missing } = providers();

/**
 * A configuration in which blocks that cannot be mocked are resources of the built-in provider, with the same arguments as
 * their input: ephemeral resources, and resources of providers that are not available.
 */
function mockable({ ephemeral = {}, resource = {}, ...rest }: Block): Block {
  const kept: Record<string, Block> = {};
  const replaced: Block = { ...(resource as Block)["terraform_data"] };
  const entries = (blocks: Block) => Object.entries(blocks as Record<string, Record<string, Block>>);
  for (const [type, byName] of [...entries(ephemeral), ...entries(resource)]) {
    const isMocked = type in resource && !missing.some((name) => type.startsWith(`${name}_`));
    for (const [name, { for_each, count, depends_on, lifecycle, ...input }] of Object.entries(byName)) {
      if (isMocked) {
        kept[type] = byName;
      } else {
        replaced[`${type}__${name}`] = { for_each, count, depends_on, lifecycle, input };
      }
    }
  }
  const added = Object.keys(replaced).length > 0 && { terraform_data: replaced };
  return { resource: { ...kept, ...added }, ...rest };
}

/** Replaces the references to the blocks that {@link mockable} replaces. */
function referringToMockable(value: unknown): unknown {
  if (typeof value === "string") {
    const address = new RegExp(
      `(?<![\\w.])((?:${missing.join("|")})_\\w+)\\.(\\w+)(\\.\\w+(?:\\[0\\])?)?`,
      "g",
    );
    const ofMissing = (_: string, type: string, name: string, attribute?: string) =>
      `terraform_data.${type}__${name}${attribute ? `.input${attribute.replace("[0]", "")}` : ""}`;
    return (missing.length > 0 ? value.replaceAll(address, ofMissing) : value).replaceAll(
      /ephemeral\.(\w+)\.(\w+)(\[[^\]]+\])\.\w+/g,
      "terraform_data.$1__$2$3.output",
    );
  }
  if (Array.isArray(value)) {
    return value.map(referringToMockable);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, referringToMockable(item)]))
    : value;
}

/** Writes a copy of a module in which the mock of a provider can replace everything. */
function writeModule(path: string, copy: string): void {
  cpSync(join(modulesFolder(), path), join(folder, copy), { recursive: true });
  const change = (name: string, changed: (json: Block) => unknown) => {
    const file = join(folder, copy, `${name}.tf.json`);
    writeFileSync(file, JSON.stringify(changed(JSON.parse(readFileSync(file, "utf8")) as Block)));
  };
  change("main", (json) => referringToMockable(mockable(json)));
  change("outputs", referringToMockable);
  change("versions", ({ terraform: { required_providers, ...settings } }) => {
    const required = Object.entries(required_providers as Block).filter(([name]) => !missing.includes(name));
    return { terraform: { ...settings, required_providers: Object.fromEntries(required) } };
  });
}

function terraform(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync("terraform", args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, TF_CLI_CONFIG_FILE: join(folder, "terraform.rc"), CHECKPOINT_DISABLE: "1" },
    maxBuffer: 256 * 1024 * 1024,
  });
  if (status === null || (status !== 0 && !stdout.startsWith("{"))) {
    throw new Error(stderr);
  }
  return stdout;
}

interface Diagnostic {
  readonly severity: string;
  readonly summary: string;
  readonly detail: string;
  readonly snippet?: { readonly context?: string };
  readonly range?: { readonly filename: string };
}

/** Data sources whose values the provider checks. */
const mocks = `mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
  mock_data "aws_availability_zones" {
    defaults = { names = ["us-east-1a", "us-east-1b"] }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }
}

run "plan" {
  command = plan
}
`;

/** A call of a module with values that are unknown. */
interface Call {
  readonly label: string;
  readonly path: string;
  /** Path of the input that is unknown, although it must be known. */
  readonly input?: string;
  readonly values: Record<string, unknown>;
}

/** Errors of one plan of all calls. Each call has its own copy of the module. Terraform's mock replaces the provider of AWS. */
function errorsOf(calls: readonly Call[]): Record<string, string[]> {
  const blocks = calls.map(({ label, path, values }) => {
    writeModule(path, label);
    return [label, { source: `./${label}`, ...values }];
  });
  // A mock replaces only a provider that the root module requires.
  const terraformBlock = { required_providers: { aws: { source: "hashicorp/aws" } } };
  const root = {
    terraform: terraformBlock,
    resource: unknownResource,
    module: Object.fromEntries(blocks) as Block,
  };
  writeFileSync(join(folder, "terraform.rc"), cliConfig);
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify(root));
  writeFileSync(join(folder, "plan.tftest.hcl"), mocks);
  terraform("init", "-backend=false", "-input=false");
  const errors: Record<string, string[]> = {};
  for (const line of terraform("test", "-json").split("\n").filter(Boolean)) {
    const { diagnostic } = JSON.parse(line) as { diagnostic?: Diagnostic };
    if (diagnostic?.severity === "error") {
      const { summary, detail, range, snippet } = diagnostic;
      const label = range?.filename.split("/")[0] ?? "";
      errors[label] = [...(errors[label] ?? []), `${snippet?.context ?? ""}: ${summary}: ${detail}`];
    }
  }
  return errors;
}

const calls = catalog.flatMap(({ path, module: { schema } }): Call[] => {
  const label = path.replace("/", "_");
  return [
    { label, path, values: unknownExample(schema) },
    ...knownInputs(schema).map(({ path: input }) => ({
      label: `${label}_${input.replace(".", "_")}`,
      path,
      input,
      values: unknownExample(schema, input),
    })),
  ];
});

describe("values that Terraform knows only after an apply", () => {
  let errors: Record<string, string[]> = {};
  beforeAll(() => {
    errors = errorsOf(calls);
  }, 120_000);

  it.each(calls.filter(({ input }) => !input).map(({ path, label }) => [path, label]))(
    "are accepted in a plan of %s",
    (_, label) => {
      expect(errors[label] ?? []).toEqual([]);
    },
  );

  it.each(calls.flatMap(({ path, label, input }) => (input ? [[input, path, label]] : [])))(
    "are refused as %s of %s, which must be known",
    (_input, _path, label) => {
      expect(errors[label]?.join()).toMatch(/Invalid (for_each|count) argument/);
    },
  );

  it("give no other error", () => {
    expect(Object.keys(errors).filter((label) => !calls.some((call) => call.label === label))).toEqual([]);
  });
});
