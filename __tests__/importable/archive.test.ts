import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { writeArchives } from "../../importable/archive";
import { catalog } from "../../importable/catalog";
import { modulesFolder } from "../support/prepared";

const folder = mkdtempSync(join(tmpdir(), "archive-"));
const [modules, archives] = [join(folder, "modules"), join(folder, "archives")];
beforeAll(() => {
  cpSync(modulesFolder(), modules, { recursive: true });
  writeArchives(modules, archives);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Lets Terraform download a module; returns its folder. */
async function fetched(name: string, source: string): Promise<string> {
  const root = join(folder, name);
  mkdirSync(root);
  writeFileSync(join(root, "main.tf"), `module "network" {\n  source = ${JSON.stringify(source)}\n}\n`);
  const env = { ...process.env, CHECKPOINT_DISABLE: "1" };
  await promisify(execFile)("terraform", ["get"], { cwd: root, env });
  const { Modules } = JSON.parse(
    readFileSync(join(root, ".terraform", "modules", "modules.json"), "utf8"),
  ) as {
    Modules: { Key: string; Dir: string }[];
  };
  return join(root, Modules.find(({ Key }) => Key === "network")?.Dir ?? "");
}

const variables = (root: string) => readFileSync(join(root, "variables.tf.json"), "utf8");

describe("a released module", () => {
  it("is an archive that Terraform can download", async () => {
    const server = createServer((request, response) => {
      const file = join(archives, request.url?.split("?")[0] ?? "");
      response.writeHead(existsSync(file) ? 200 : 404).end(existsSync(file) ? readFileSync(file) : undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const root = await fetched("zip", `http://127.0.0.1:${port}/network.zip`);
    server.close();
    expect(variables(root)).toBe(variables(join(modules, "network")));
    expect(existsSync(join(root, "README.md"))).toBe(true);
  });

  it("is a folder of a git tag that Terraform can download", async () => {
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...args], {
        cwd: modules,
      });
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "--message", "Modules");
    git("tag", "modules-v0.1.0");
    const root = await fetched("git", `git::file://${modules}//network?ref=modules-v0.1.0`);
    expect(variables(root)).toBe(variables(join(modules, "network")));
  });

  it("has its checksum in SHA256SUMS", () => {
    const sums = readFileSync(join(archives, "SHA256SUMS"), "utf8").trim().split("\n");
    expect(sums).toHaveLength(catalog.length);
    for (const [sum = "", name = ""] of sums.map((line) => line.split("  "))) {
      expect(
        createHash("sha256")
          .update(readFileSync(join(archives, name)))
          .digest("hex"),
      ).toBe(sum);
    }
  });

  it("is byte for byte the same each time", () => {
    const again = join(folder, "again");
    writeArchives(modules, again);
    expect(readFileSync(join(again, "SHA256SUMS"), "utf8")).toBe(
      readFileSync(join(archives, "SHA256SUMS"), "utf8"),
    );
  });
});
