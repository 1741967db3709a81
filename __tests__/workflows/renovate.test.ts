import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import picomatch from "picomatch";
import { projectPath } from "../../modules/kit/project-path";
import { chartVersions, postgresql, providerVersions } from "../../modules/versions";

/* `npx --package renovate renovate-config-validator --strict` validates the file, and `renovate --platform=local
 * --dry-run=extract` shows what it finds. https://docs.renovatebot.com/configuration-options/ */

interface Rule {
  readonly matchPackageNames?: readonly string[];
  readonly matchManagers?: readonly string[];
  readonly matchDepTypes?: readonly string[];
  readonly groupName?: string;
  readonly enabled?: boolean;
}

const read = (path: string) => readFileSync(projectPath(path), "utf8");

const config = JSON.parse(read(".github/renovate.json")) as {
  readonly enabledManagers: readonly string[];
  readonly ignorePaths: readonly string[];
  readonly minimumReleaseAge: string;
  readonly customManagers: readonly {
    readonly description: string;
    readonly managerFilePatterns: readonly string[];
    readonly matchStrings: readonly string[];
    readonly datasourceTemplate: string;
  }[];
  readonly packageRules: readonly Rule[];
};

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: projectPath(),
  encoding: "utf8",
})
  .trim()
  .split("\n");

/** Files that name dependencies, by the manager of Renovate that reads them. https://docs.renovatebot.com/modules/manager/ */
const manifests: Readonly<Record<string, RegExp>> = {
  npm: /(^|\/)package\.json$/,
  gomod: /(^|\/)go\.mod$/,
  pip_requirements: /(^|\/)[\w-]*requirements([-._]\w+)?\.(txt|pip)$/,
  "github-actions": /^\.github\/(workflows|actions)\/.+\.ya?ml$/,
  nvm: /(^|\/)\.nvmrc$/,
  pep621: /(^|\/)pyproject\.toml$/,
  pipenv: /(^|\/)Pipfile$/,
  cargo: /(^|\/)Cargo\.toml$/,
  bundler: /(^|\/)Gemfile$/,
  dockerfile: /(^|\/)[^/]*(Dockerfile|Containerfile)[^/]*$/,
  "docker-compose": /(^|\/)(docker-)?compose[^/]*\.ya?ml$/,
  terraform: /\.tf$/,
  "pre-commit": /(^|\/)\.pre-commit-config\.ya?ml$/,
  asdf: /(^|\/)\.tool-versions$/,
};

const pythonPackages = files
  .filter((file) => manifests["pip_requirements"]?.test(file))
  .flatMap((file) => [...read(file).matchAll(/^([\w.-]+)(?:\[\w+\])?==/gm)].map(([, name = ""]) => name));
const goMods = files.filter((file) => basename(file) === "go.mod").map(read);
const goModules = goMods.flatMap((text) =>
  [...text.matchAll(/^(?:require |\t)(\S+) v\S+/gm)].map(([, name = ""]) => name),
);
const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<
  "dependencies" | "devDependencies",
  Readonly<Record<string, string>>
>;
const npmPackages = Object.keys({ ...dependencies, ...devDependencies });
const charts = Object.values(chartVersions);
const ofRegistry = (start: string) => charts.filter(({ repository }) => repository.startsWith(start));
const providers = Object.values(providerVersions);
const [image = "", imageVersion = ""] = postgresql.image.split(":");

/** What each custom manager must find in its file. */
const found: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {
  "Charts of Helm repositories": ofRegistry("https://").map(({ chart, repository, version }) => ({
    depName: chart,
    registryUrl: repository,
    currentValue: version,
  })),
  "Charts of OCI registries": ofRegistry("oci://").map(({ chart, repository, version }) => ({
    depName: chart,
    registry: repository.slice("oci://".length),
    currentValue: version,
  })),
  Images: [{ depName: image, currentValue: imageVersion }],
  "Terraform providers, whose versions are those of the bindings": providers.map(({ source, version }) => ({
    depName: source,
    currentValue: version,
  })),
};

describe("the configuration of Renovate", () => {
  it("reads every file that names dependencies, also those of tests", () => {
    const ignored = picomatch([...config.ignorePaths]);
    const manifestFiles = Object.entries(manifests).flatMap(([manager, pattern]) =>
      files.filter((file) => pattern.test(file)).map((file) => [manager, file] as const),
    );
    const missed = manifestFiles.filter(
      ([manager, file]) => !config.enabledManagers.includes(manager) || ignored(file),
    );
    expect(missed).toEqual([]);
    const used = new Set(manifestFiles.map(([manager]) => manager));
    expect([...used, "custom.regex"].sort()).toEqual([...config.enabledManagers].sort());
    expect(manifestFiles.length).toBeGreaterThan(12);
  });

  it.each(config.customManagers.map((manager) => [manager.description, manager] as const))(
    "finds in modules/versions.ts: %s",
    (description, { managerFilePatterns, matchStrings }) => {
      const matches = managerFilePatterns.flatMap((file) =>
        matchStrings.flatMap((pattern) => [...read(file).matchAll(new RegExp(pattern, "g"))]),
      );
      expect(matches.map(({ groups }) => ({ ...groups }))).toEqual(found[description]);
      expect(matches.length).toBeGreaterThan(0);
    },
  );

  it("finds all charts, and each one once", () => {
    expect(charts.filter(({ repository }) => !/^(https|oci):\/\//.test(repository))).toEqual([]);
    expect(config.customManagers.map(({ description }) => description)).toEqual(Object.keys(found));
  });

  const names = [
    ...npmPackages,
    ...pythonPackages,
    ...goModules,
    ...ofRegistry("oci://").map(({ chart, repository }) => `${repository.slice("oci://".length)}/${chart}`),
    ...providers.map(({ source }) => source),
    image,
    "node",
  ];
  const named = config.packageRules.flatMap(({ matchPackageNames = [] }) => matchPackageNames);
  it.each([...new Set(named)])("has a rule for %s, which is a dependency", (pattern) => {
    const isNamed = picomatch(pattern.replace(/^!/, ""));
    expect(names.some((name) => isNamed(name))).toBe(true);
  });

  it("moves cdktf, its bindings and the providers together, whatever other rules say", () => {
    const rules = config.packageRules.filter(({ groupName }) => groupName !== undefined);
    const matches = ({ matchPackageNames }: Rule, name: string) =>
      matchPackageNames === undefined || picomatch([...matchPackageNames])(name);
    const together = [
      ...npmPackages.filter((name) => /cdktf/.test(name)),
      "constructs",
      ...providers.map(({ source }) => source),
    ];
    for (const name of together) {
      const last = rules
        .filter((rule) => matches(rule, name) && !rule.matchManagers?.some((manager) => manager !== "npm"))
        .filter((rule) => !("matchDatasources" in rule))
        .at(-1);
      expect([name, last?.groupName]).toEqual([name, "cdktf and providers"]);
    }
    expect(together.length).toBeGreaterThan(7);
  });

  it("updates the programs that are built from Go modules", () => {
    const tools = goMods.flatMap((text) => {
      const [, block = ""] = /^tool (?:\(([^)]*)\)|.*)/m.exec(text) ?? [];
      const single = [...text.matchAll(/^tool ([^(\s]+)$/gm)].map(([, path = ""]) => path);
      return [
        ...block
          .split("\n")
          .map((line) => line.trim())
          .filter(Boolean),
        ...single,
      ];
    });
    const enabled = config.packageRules.find(({ matchDepTypes }) => matchDepTypes?.includes("indirect"));
    const modules = enabled?.matchPackageNames ?? [];
    const missed = tools.filter((path) => !modules.some((name) => `${path}/`.startsWith(`${name}/`)));
    expect([enabled?.enabled, missed, tools.length > 5]).toEqual([true, [], true]);
  });

  it("updates the Python packages that are named by hand, and no other", () => {
    const byHand = files
      .filter((file) => manifests["pip_requirements"]?.test(file))
      .flatMap((file) => {
        const [head = ""] = read(file).split("\n\n");
        return [...head.matchAll(/^([\w.-]+)(?:\[\w+\])?==/gm)].map(([, name]) => `!${name}`);
      });
    const frozen = config.packageRules.find(
      ({ matchManagers, enabled }) => matchManagers?.includes("pip_requirements") && enabled === false,
    );
    expect([...(frozen?.matchPackageNames ?? [])].sort()).toEqual([...new Set(byHand)].sort());
  });

  it("waits until a release is some days old", () => {
    expect(config.minimumReleaseAge).toBe("7 days");
  });
});
