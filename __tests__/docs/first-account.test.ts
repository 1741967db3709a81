import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { projectPath } from "../../modules/kit/project-path";
import { eksAddonVersions, eksVersions, kubernetesVersion, postgresql } from "../../modules/versions";
import { imageName } from "../../modules/app/schema";
import { checkovPython, hasCheckov } from "../../local/checkov";
import { allStacks } from "../support/prepared";

const document = readFileSync(projectPath("docs", "first-account.md"), "utf8");
const matches = (pattern: RegExp) => [...new Set([...document.matchAll(pattern)].map(([, found]) => found))];

describe("docs/first-account.md", () => {
  it("names the versions of modules/versions.ts, and no other", () => {
    expect(matches(/^([a-z-]+ v\S+-eksbuild\.\d+)$/gm).sort()).toEqual(
      Object.entries(eksAddonVersions)
        .map(([name, version]) => `${name} ${version}`)
        .sort(),
    );
    const pinned: readonly string[] = Object.values(eksAddonVersions);
    expect(matches(/(v[\d.]+-eksbuild\.\d+)/g).filter((version) => !pinned.includes(version ?? ""))).toEqual(
      [],
    );
    expect(matches(/--(?:kubernetes-version|cluster-versions) (\S+)/g)).toEqual([kubernetesVersion]);
    expect(matches(/optimized-ami\/([^/]+)\//g)).toEqual([kubernetesVersion]);
    expect(matches(/`(\d+\.\d+\.\d+-\d{8})`/g)).toEqual([eksVersions[kubernetesVersion].nodeRelease]);
    expect(matches(/--engine-version (\S+)/g)).toEqual([postgresql.engineVersion]);
    expect(matches(/EngineVersion, '([^']+)'/g)).toEqual([`${postgresql.engineVersion}.`]);
    expect(matches(/`(postgres\d+)`/g)).toEqual([`postgres${postgresql.engineVersion}`]);
    expect(matches(/--repository-name (\S+)/g)).toEqual([imageName]);
  });

  it("asks for the managed policies that the stacks attach, and no other", () => {
    const [list = ""] = matches(/for policy in (.+); do/g);
    const real = Object.entries(allStacks()).filter(([name]) => !/^(local|emulator)-/.test(name));
    const attachments = real.map(([, stack]) =>
      JSON.stringify([stack.resources("aws_iam_role_policy_attachment")]),
    );
    const attached = attachments.flatMap(
      (text) => text.match(/(?:service-role\/)?Amazon\w+(?!\w|":)/g) ?? [],
    );
    expect(list.split(" ").sort()).toEqual([...new Set(attached)].sort());
  });

  it("names files that exist", () => {
    const paths = matches(/`((?:config|modules|docs)\/[\w./-]+)`/g);
    const tests = matches(
      /`((?:oracles|stacks|importable|whole|destroy|charts|modules\/addons)\/[\w./-]*)`/g,
    );
    const all = [...paths.map((path) => path ?? ""), ...tests.map((path) => `__tests__/${path}`)];
    expect(all.length).toBeGreaterThan(15);
    expect(all.filter((path) => !existsSync(projectPath(path)))).toEqual([]);
  });
});

/** The arguments of the commands of the AWS CLI, as a shell splits them. */
function commands(): string[][] {
  const lines =
    document.match(/(?<=^|[ `])aws [a-z0-9]+(?:-[a-z0-9]+)* [a-z][a-z0-9]*-[a-z0-9-]+[^`\n]*/gm) ?? [];
  return lines.map((line) => {
    const words = line.replace(/; done$|\s+#.*$/g, "").match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
    return words.slice(1).map((word) => word.replaceAll(/^['"]|['"]$/g, ""));
  });
}

/** Declares a test that needs the service models of botocore; it is skipped by name without them. */
function withBotocore(title: string, test: () => void): void {
  if (hasCheckov()) {
    it(title, test);
  } else {
    it.skip(`${title} (not available: botocore, from PyPI)`, () => undefined);
  }
}

withBotocore("the AWS CLI has the commands of docs/first-account.md, with their options and fields", () => {
  // Named in a sentence, without their arguments.
  const complete = commands().filter(
    ([, operation, ...rest]) => rest.length > 0 && operation !== "request-service-quota-increase",
  );
  const ask = (input: string[][]) =>
    JSON.parse(
      execFileSync(checkovPython, [projectPath("__tests__", "docs", "aws_commands.py")], {
        input: JSON.stringify(input),
        encoding: "utf8",
      }),
    ) as string[][];
  const wrong = [
    ["eks", "describe-addons"],
    ["eks", "describe-addon", "--addon-name", "x", "--name", "x", "--query", "addon.[state]"],
    ["ec2", "describe-vpcs", "--query", "Vpcs[?Name=='x'].VpcId"],
  ];
  expect(ask(wrong)).toEqual([
    ["no operation describe-addons"],
    ["no option --name", "without --cluster-name", "addon.[state]: no field state"],
    ["Vpcs[?Name=='x'].VpcId: no field Name"],
  ]);
  expect(complete.length).toBeGreaterThan(25);
  const mistakes = ask(complete).map((found, index) => [complete[index]?.slice(0, 2).join(" "), found]);
  expect(mistakes.filter(([, found]) => found?.length)).toEqual([]);
});
