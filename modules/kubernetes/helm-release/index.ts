import { Release } from "@cdktf/provider-helm/lib/release";
import { AssetType, Fn, TerraformAsset, Token, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { stringify } from "yaml";
import { choose, format, isGiven, isOther } from "../../kit/terms";
import type { ChartVersion } from "../../versions";

/** A chart of this project. */
export interface ChartFolder {
  /** Absolute path of the folder of the chart. */
  readonly folder: string;
}

/** A chart: a third-party chart of `modules/versions.ts`, or a chart of this project. */
export type Chart = ChartVersion | ChartFolder;

/** A chart with its release name and default namespace. Each add-on has one constant of this type. */
export type ChartRelease = Chart & {
  /** Name of the Helm release. */
  readonly release: string;
  /** Default namespace of the release. */
  readonly namespace: string;
  /** Timeout of each Kubernetes operation of an add-on, seconds. Default 600. */
  readonly timeout?: number;
};

/** Configuration of {@link HelmRelease}. */
export interface HelmReleaseConfig {
  /** Name of the release. */
  readonly name: string;
  /** Namespace of the release; it must exist. */
  readonly namespace: string;
  readonly chart: Chart;
  /**
   * Source of a third-party chart instead of its repository: a folder of `<chart>-<version>.tgz`, `https://…` or
   * `oci://…`. Default: the repository of the chart. Charts of this project ignore it.
   */
  readonly mirror?: string;
  /** Values of the chart, which may contain tokens at any depth. */
  readonly values: Record<string, unknown>;
  /** Timeout of each Kubernetes operation, seconds; longer than the deadline of all hooks. Default 600. */
  readonly timeout?: number;
  /** Resources that must exist before the release. Default none. */
  readonly after?: ITerraformDependable[];
}

/** Default of `timeout`, seconds. */
export const defaultTimeout = 600;

/** Helm reads YAML 1.1, in which words such as `on` and `no` are booleans: texts like them are in quotes. */
export const yamlOfHelm = { lineWidth: 0, compat: "yaml-1.1" } as const;

/** Wraps tokens in `${jsonencode(…)}`: JSON is valid YAML for every type of the value. */
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
 * A Helm release that waits for its pods and Jobs and keeps ten revisions. It is rolled back if an upgrade fails, and
 * removed if the installation fails.
 * https://registry.terraform.io/providers/hashicorp/helm/latest/docs/resources/release
 */
export class HelmRelease extends Construct {
  /** The `helm_release`, for the `depends_on` of later resources. */
  readonly release: Release;

  constructor(scope: Construct, id: string, config: HelmReleaseConfig) {
    super(scope, id);
    this.release = new Release(this, "Default", {
      name: config.name,
      namespace: config.namespace,
      ...this.chart(config),
      // JSON strings instead of YAML's line folding, because an expression must be on one line.
      values: [stringify(encodeTokens(config.values), yamlOfHelm)],
      atomic: true,
      cleanupOnFail: true,
      wait: true,
      waitForJobs: true,
      timeout: config.timeout ?? defaultTimeout,
      maxHistory: 10,
      dependsOn: config.after?.length ? config.after : undefined,
    });
  }

  private chart({ chart, mirror }: HelmReleaseConfig) {
    if ("folder" in chart) {
      // The hash of the folder is part of the path, so that a changed template upgrades the release.
      const asset = new TerraformAsset(this, "chart", { path: chart.folder, type: AssetType.DIRECTORY });
      return { chart: `./${asset.path}` };
    }
    const { chart: name, version, repository } = chart;
    const isInFolder = isOther(mirror, "^(https?|oci)://");
    return {
      repository: choose(isInFolder, undefined, choose(isGiven(mirror), mirror, repository)),
      chart: choose(isInFolder, format(`%s/${name}-${version}.tgz`, mirror ?? ""), name),
      version,
    };
  }
}
