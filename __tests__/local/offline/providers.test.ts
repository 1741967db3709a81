import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { platform } from "../../../local/offline/provider-mirrors";
import { cliConfig, decideProvider, resolveProviders } from "../../../local/offline/providers";

const aws = { source: "hashicorp/aws", version: "5.100.0" };
const helm = { source: "hashicorp/helm", version: "3.1.1" };
const folder = mkdtempSync(join(tmpdir(), "providers-"));
const mirror = join(folder, "mirror");
mkdirSync(join(mirror, "registry.terraform.io", helm.source, helm.version, platform), { recursive: true });
afterAll(() => rmSync(folder, { recursive: true }));

describe("a provider", () => {
  const named = { path: "/named", holds: ({ source }: { source: string }) => source === aws.source };

  it("comes from the mirror that the user gives, or else from the registry, or else from a local folder", () => {
    const folders = [join(folder, "absent"), mirror];
    expect(decideProvider(aws, { named, registry: true, folders })).toMatchObject({ path: "/named" });
    expect(decideProvider(helm, { named, registry: true, folders })).toMatchObject({ from: "registry" });
    expect(decideProvider(helm, { named, registry: false, folders })).toMatchObject({ path: mirror });
  });

  it("of another version is not used", () => {
    const newer = { ...helm, version: "3.1.2" };
    expect(decideProvider(newer, { registry: false, folders: [mirror] })).toMatchObject({
      from: "substitute",
    });
  });

  it("that cannot be replaced is reported in one line, with the remedy", () => {
    expect(() => decideProvider(aws, { registry: false, folders: [mirror] })).toThrow(
      /^provider hashicorp\/aws 5\.100\.0 for \w+: .*accepted: --provider-mirror \(or PROVIDER_MIRROR\)[^\n]*$/,
    );
  });
});

describe("Terraform's configuration", () => {
  it("has exactly one source for each provider, and none for a substitute", () => {
    const text = cliConfig([
      { ...aws, from: "registry" },
      { ...helm, from: "mirror", path: mirror },
      { source: "hashicorp/kubernetes", version: "2.38.0", from: "substitute" },
    ]);
    const [direct, held] = text.split("filesystem_mirror");
    expect(direct).toContain('include = ["registry.terraform.io/hashicorp/aws"]');
    expect(held).toContain(`path = ${JSON.stringify(mirror)}`);
    expect(held).toContain('include = ["registry.terraform.io/hashicorp/helm"]');
    expect(text).not.toContain("kubernetes");
  });

  it("caches only downloaded providers", () => {
    expect(cliConfig([{ ...aws, from: "registry" }])).toContain("plugin_cache_dir");
    expect(cliConfig([{ ...aws, from: "mirror", path: mirror }])).not.toContain("plugin_cache_dir");
  });
});

describe("an invalid provider mirror", () => {
  test.each([
    [join(folder, "absent"), "not a folder"],
    [folder, "which holds none of the providers"],
    ["http://127.0.0.1/providers/", "a URL without https, which Terraform refuses"],
    ["https://127.0.0.1:1/", "which does not answer"],
  ])("%s is refused in one line", async (given, reason) => {
    const refused = resolveProviders({ mirror: given, providers: [helm], offlineTimeout: 500 });
    await expect(refused).rejects.toMatchObject({
      report: expect.stringMatching(new RegExp(`^--provider-mirror .*given .*${reason}.*accepted: [^\\n]*$`)),
    });
  });
});
