import { inc, lt, major } from "semver";
import type { Difference, Release } from "./difference";

/** The lowest version number that semantic versioning allows for some differences. https://semver.org */
export function lowestVersion(old: string, differences: readonly Difference[]): string {
  const kinds = new Set(differences.map(({ kind }) => kind));
  // Before 1.0.0, a minor version may have breaking changes.
  const breaks = major(old) === 0 ? "minor" : "major";
  const level = kinds.has("breaking") ? breaks : kinds.has("additional") ? "minor" : "patch";
  return inc(old, level) ?? old;
}

/** Error message for a version that is too low for its differences; undefined if it is not. */
export function refusal(old: Release, now: Release, differences: readonly Difference[]): string | undefined {
  const lowest = lowestVersion(old.version, differences);
  const isTooLow = differences.length > 0 && lt(now.version, lowest);
  const most = differences.some(({ kind }) => kind === "breaking") ? "breaking changes" : "additions";
  return isTooLow
    ? `version: given ${now.version}, with ${most} since ${old.version}; accepted: ${lowest} or higher`
    : undefined;
}

const headings = { breaking: "Breaking", additional: "Added", changed: "Changed" } as const;

function list(differences: readonly Difference[]): string {
  return differences.map(({ module, text }) => `- **${module}**: ${text}`).join("\n");
}

/** The entry of CHANGELOG.md for a version. */
export function changelogEntry(now: Release, differences: readonly Difference[]): string {
  const sections = (["breaking", "additional", "changed"] as const).flatMap((kind) => {
    const found = differences.filter((difference) => difference.kind === kind);
    return found.length > 0 ? [`### ${headings[kind]}`, list(found)] : [];
  });
  const body = sections.length > 0 ? sections : ["No change for users of the modules."];
  return `${[`## ${now.version}`, ...body].join("\n\n")}\n`;
}

/** The page of `docs/upgrading/`: how to upgrade from one version to the next. */
export function upgradingPage(old: Release, now: Release, differences: readonly Difference[]): string {
  const breaking = differences.filter(({ kind }) => kind === "breaking");
  const moves = differences.flatMap(({ module, moved }) => (moved ? [{ module, ...moved }] : []));
  const blocks = moves.map(
    ({ module, from, to }) =>
      `# ${module}, if its module block has the name "${moduleLabel(module)}"\nmoved {\n  from = module.${moduleLabel(module)}.${from}\n  to   = module.${moduleLabel(module)}.${to}\n}\n`,
  );
  return `${[
    `# From ${old.version} to ${now.version}`,
    breaking.length > 0 ? list(breaking) : "No changes are required.",
    ...(blocks.length > 0
      ? [
          "## Moved resources",
          "Add these blocks to the configuration that calls the module, before the next plan:",
          `\`\`\`hcl\n${blocks.join("\n")}\`\`\``,
        ]
      : []),
  ].join("\n\n")}\n`;
}

const moduleLabel = (module: string) => (module.split("/").at(-1) ?? module).replaceAll("-", "_");
