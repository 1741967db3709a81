import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalog } from "../../importable/catalog";
import { asVariables, basicExample, completeExample } from "../../importable/examples";
import { estates, type Estate } from "../../importable/estates";
import { estateRoot } from "../../importable/estates/root";
import { acceptedConfigurations, seed } from "../config/random";
import { allStacks, modulesFolder, providers } from "../support/prepared";
import { synthesize } from "../support/synthesis";
import type { Block } from "../support/terraform-json";

const folder = mkdtempSync(join(tmpdir(), "validate-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What is validated: a stack, or an importable module with its two examples. */
interface Subject {
  readonly title: string;
  /** Folder of the module below the root. */
  readonly path: string;
  /** File of the root that calls it. */
  readonly caller: string;
  readonly providers: readonly string[];
  write(): void;
}

interface Diagnostic {
  readonly severity: string;
  readonly summary: string;
  readonly detail: string;
  readonly range?: { readonly filename: string };
}

function writeJson(path: string, value: unknown): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), JSON.stringify(value));
}

const { cliConfig, missing } = providers();

const missingOf = (subject: Subject) => subject.providers.filter((name) => missing.includes(name));

const delivered = Object.entries(allStacks()).map(([name, { json }]) => ({ name, json }));
const random = acceptedConfigurations(3).flatMap((configuration, index) =>
  Object.entries(synthesize(configuration)).map(([name, { json }]) => ({
    name: `${name}_of_random_configuration_${index}_with_RANDOM_SEED_${seed}`,
    json,
  })),
);

const stacks = [...delivered, ...random].map(({ name, json }): Subject => {
  const path = `stacks/${name}`;
  const caller = `${name}.tf.json`;
  return {
    title: `the stack ${name}`,
    path,
    caller,
    providers: Object.keys(json["provider"] ?? {}),
    write: () => {
      // A module has no backend. Assets are read when a plan is made, not before.
      const settings = { ...(json["terraform"] as Block), backend: undefined };
      writeJson(`${path}/main.tf.json`, { ...json, terraform: settings });
      writeJson(caller, { module: { [name]: { source: `./${path}` } } });
    },
  };
});

const modules = catalog.map(({ path: name, module: { schema } }): Subject => {
  const path = `modules/${name}`;
  const label = `module_${name.replace("/", "_")}`;
  const caller = `${label}.tf.json`;
  const versions = JSON.parse(readFileSync(join(modulesFolder(), name, "versions.tf.json"), "utf8")) as Block;
  return {
    title: `the module ${name} with its examples`,
    path,
    caller,
    providers: Object.keys(versions.terraform.required_providers),
    write: () => {
      cpSync(join(modulesFolder(), name), join(folder, path), { recursive: true });
      const calls = [basicExample, completeExample].map((example) => [
        `${label}_${example.name}`,
        { source: `./${path}`, ...asVariables(schema, example(schema)) },
      ]);
      writeJson(caller, { module: Object.fromEntries(calls) });
    },
  };
});

/** An example of a whole estate, without the modules whose providers are not available. */
const wholeEstate = (estate: Estate): Subject => ({
  title: `the example examples/${estate.name}`,
  path: `examples/${estate.name}`,
  caller: `example_${estate.name}.tf.json`,
  providers: [],
  write: () => {
    const available = new Set(modules.filter((one) => missingOf(one).length === 0).map(({ path }) => path));
    const includes = (path: string) => available.has(`modules/${path}`);
    const text = estateRoot(estate, { source: (path) => `../../modules/${path}`, missing, includes });
    mkdirSync(join(folder, "examples", estate.name), { recursive: true });
    writeFileSync(join(folder, "examples", estate.name, "main.tf"), text);
    const source = `./examples/${estate.name}`;
    writeJson(`example_${estate.name}.tf.json`, { module: { [`example_${estate.name}`]: { source } } });
  },
});

const subjects = [...stacks, ...modules, ...estates.map(wholeEstate)];

function terraform(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync("terraform", args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, TF_CLI_CONFIG_FILE: join(folder, "terraform.rc"), CHECKPOINT_DISABLE: "1" },
  });
  if (status === null || (status !== 0 && !stdout.startsWith("{"))) {
    throw new Error(stderr);
  }
  return stdout;
}

// Each terraform command loads the schemas of all providers, which takes seconds: one configuration has all subjects.
describe("terraform validate accepts", () => {
  let rest: Diagnostic[] = [];

  beforeAll(() => {
    writeFileSync(join(folder, "terraform.rc"), cliConfig);
    for (const subject of subjects.filter((one) => missingOf(one).length === 0)) {
      subject.write();
    }
    terraform("init", "-backend=false", "-input=false");
    rest = (JSON.parse(terraform("validate", "-json")) as { diagnostics: Diagnostic[] }).diagnostics;
  }, 120_000);

  for (const subject of subjects) {
    const absent = missingOf(subject);
    if (absent.length > 0) {
      it.skip(`${subject.title} (not available: the providers ${absent.join(", ")})`, () => undefined);
    } else {
      it(subject.title, () => {
        const isOwn = ({ range }: Diagnostic) =>
          range?.filename === subject.caller || range?.filename.startsWith(`${subject.path}/`);
        const own = rest.filter(isOwn);
        rest = rest.filter((diagnostic) => !isOwn(diagnostic));
        expect(own).toEqual([]);
      });
    }
  }

  it("all of them together: there are no other diagnostics", () => {
    expect(rest).toEqual([]);
  });
});

it("the examples of the modules are formatted as terraform fmt does", () => {
  execFileSync("terraform", ["fmt", "-check", "-recursive", modulesFolder()]);
});
