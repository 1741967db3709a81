import { Release } from "@cdktf/provider-helm/lib/release";
import { AssetType, Fn, TerraformAsset, Token, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { stringify } from "yaml";
import { choose, format, isGiven, isOther } from "../../kit/terms";
import type { ChartVersion } from "../../versions";

/** Where a release's chart comes from. */
export type ChartSource =
  | {
      /** A chart of somebody else's, from the table of versions. */
      readonly published: ChartVersion;
      /** Where it comes from instead of its repository: a folder of `<chart>-<version>.tgz`, `https://…` or `oci://…`. */
      readonly mirror?: string;
    }
  | {
      /** Folder of a chart of this project. */
      readonly folder: string;
    };

/** What a Helm release is made from. */
export interface HelmReleaseConfig {
  /** Name of the release. */
  readonly name: string;
  /** Namespace, which exists. */
  readonly namespace: string;
  readonly chart: ChartSource;
  /** Values of the chart; tokens may stand anywhere in them. */
  readonly values: Record<string, unknown>;
  /** Longest time for each operation, seconds. Longer than the deadline of any hook. Default 600. */
  readonly timeout?: number;
  /** What must stand before it. */
  readonly after?: ITerraformDependable[];
}

/** A token in values becomes `${jsonencode(…)}`: JSON is YAML, whatever type the value turns out to have. */
function encodeTokens(value: unknown): unknown {
  if (Token.isUnresolved(value)) {
    return Token.asString(Fn.jsonencode(value));
  }
  if (Array.isArray(value)) {
    return value.map(encodeTokens);
  }
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, encodeTokens(inner)]));
  }
  return value;
}

/**
 * A Helm release that is whole or rolled back: it waits for pods and Jobs, and keeps ten revisions.
 * https://registry.terraform.io/providers/hashicorp/helm/latest/docs/resources/release
 */
export class HelmRelease extends Construct {
  /** The release, for what must come after it. */
  readonly release: Release;

  constructor(scope: Construct, id: string, config: HelmReleaseConfig) {
    super(scope, id);
    this.release = new Release(this, "Default", {
      name: config.name,
      namespace: config.namespace,
      ...this.chart(config.chart),
      // JSON's escapes, not YAML's folding: an expression must stay on its line.
      values: [stringify(encodeTokens(config.values), { lineWidth: 0 })],
      atomic: true,
      cleanupOnFail: true,
      wait: true,
      waitForJobs: true,
      timeout: config.timeout ?? 600,
      maxHistory: 10,
      dependsOn: config.after?.length ? config.after : undefined,
    });
  }

  private chart(source: ChartSource) {
    if ("folder" in source) {
      // The folder's hash is part of the path: a changed template is an upgrade.
      const asset = new TerraformAsset(this, "chart", { path: source.folder, type: AssetType.DIRECTORY });
      return { chart: `./${asset.path}` };
    }
    const { published, mirror } = source;
    const { chart, version } = published;
    const elsewhere = isGiven(mirror);
    const inFolder = isOther(mirror, "^(https?|oci)://");
    return {
      repository: choose(inFolder, undefined, choose(elsewhere, mirror, published.repository)),
      chart: choose(inFolder, format(`%s/${chart}-${version}.tgz`, mirror ?? ""), chart),
      version,
    };
  }
}
