import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalog } from "../../importable/catalog";
import { asVariables, basicExample, completeExample } from "../../importable/examples";
import { filesBelow } from "../../importable/files";
import { writeModules } from "../../importable/package";
import { resolveProviders } from "../../local/offline/providers";
import { layers } from "../../modules/layers";
import { providerVersions } from "../../modules/versions";
import { stackOf, synthesize, TerraformJson, type Block } from "../support/synthesis";

const folder = mkdtempSync(join(tmpdir(), "modules-"));
const modules = join(folder, "modules");
beforeAll(() => {
  writeModules(modules);
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (...path: string[]) => JSON.parse(readFileSync(join(modules, ...path), "utf8")) as Block;

const paths = catalog.map(({ path }) => path);

/** Every file below a folder, by its path. */
function files(root: string): Record<string, string> {
  return Object.fromEntries(filesBelow(root).map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

describe("the importable modules", () => {
  it("are the same bytes each time", () => {
    const again = join(folder, "again");
    writeModules(again);
    expect(files(again)).toEqual(files(modules));
  });

  it.each(paths)("have nothing in %s that belongs to the estate that calls it", (path) => {
    const everything = ["main", "variables", "outputs", "versions"].map((name) =>
      read(path, `${name}.tf.json`),
    );
    const text = JSON.stringify(everything);
    const [main, , , versions] = everything;
    expect(main).not.toHaveProperty("provider");
    expect(main).not.toHaveProperty("terraform");
    expect(versions.terraform).not.toHaveProperty("backend");
    expect(text).not.toContain('"//"');
    expect(text).not.toContain("terraform_remote_state");
    expect(text).not.toMatch(/TfToken|\$\{TOKEN/);
    for (const { source, version } of Object.values<Block>(versions.terraform.required_providers)) {
      expect(source).toMatch(/^hashicorp\//);
      expect(version).toMatch(/^>= [\d.]+, < [\d.]+$/);
    }
    for (const asset of text.match(/[^"]*assets\/[^"]*/g) ?? []) {
      expect(asset).toContain("${path.module}/assets/");
    }
  });

  it.each(paths)("describe every input and output of %s", (path) => {
    const { variable } = read(path, "variables.tf.json");
    const { output } = read(path, "outputs.tf.json");
    for (const { description } of [...Object.values<Block>(variable), ...Object.values<Block>(output)]) {
      expect(description.length).toBeGreaterThan(5);
    }
    const page = readFileSync(join(modules, path, "README.md"), "utf8");
    for (const name of [...Object.keys(variable), ...Object.keys(output)]) {
      expect(page).toContain(`| \`${name}\` |`);
    }
  });

  it.each(["bootstrap", ...layers])("have in layers/%s the addresses of the stack", (layer) => {
    const account = layer === "bootstrap" ? "prod" : "production";
    const stack = stackOf(synthesize(), `${account}-${layer}`);
    const module = new TerraformJson(read("layers", layer, "main.tf.json"));
    expect(module.addresses().sort()).toEqual(stack.addresses().sort());
    expect(Object.keys(read("layers", layer, "outputs.tf.json").output)).toEqual(
      Object.keys(stack.outputs()),
    );
  });

  it("have examples that are laid out as terraform fmt does", () => {
    execFileSync("terraform", ["fmt", "-check", "-recursive", modules]);
  });

  it("are accepted by terraform validate, called with their examples", async () => {
    const sources = await resolveProviders({
      mirror: process.env["PROVIDER_MIRROR"],
      providers: Object.values(providerVersions),
    });
    const missing = sources.missing.map(({ source }) => source.replace("hashicorp/", ""));
    const [checked, skipped] = [false, true].map((wanted) =>
      catalog.filter(({ path }) => {
        const needed = Object.keys(read(path, "versions.tf.json").terraform.required_providers);
        return needed.some((name) => missing.includes(name)) === wanted;
      }),
    );
    if (skipped?.length) {
      const names = skipped.map(({ path }) => path).join(", ");
      process.stderr.write(`NOT VALIDATED, for a provider cannot be had here: ${names}\n`);
    }
    const root = join(folder, "root");
    cpSync(modules, join(root, "modules"), { recursive: true });
    const calls = (checked ?? []).flatMap(({ path, module: { schema } }) =>
      [basicExample, completeExample].map((example) => [
        `${path.replace("/", "_")}_${example.name}`,
        { source: `./modules/${path}`, ...asVariables(schema, example(schema)) },
      ]),
    );
    expect(calls.length).toBeGreaterThanOrEqual(26);
    writeFileSync(join(root, "main.tf.json"), JSON.stringify({ module: Object.fromEntries(calls) }));
    writeFileSync(join(folder, "terraform.rc"), sources.cliConfig);
    const env = { ...process.env, TF_CLI_CONFIG_FILE: join(folder, "terraform.rc"), CHECKPOINT_DISABLE: "1" };
    const terraform = (...args: string[]) =>
      execFileSync("terraform", args, {
        cwd: root,
        env,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      });
    terraform("init", "-backend=false", "-input=false");
    expect(JSON.parse(terraform("validate", "-json"))).toMatchObject({ valid: true, warning_count: 0 });
  }, 120_000);
});
