import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { copyFile, mkdir, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { UserError } from "../../terraform/user-error";
import { localPath } from "../../terraform/paths";
import type { ChartRequirement } from "./requirements";
import { statusOf } from "./http";
import { packageStandIn, standInFiles } from "./stand-in-chart";

/** Sources of the charts. */
export interface ChartSources {
  /** Creates the folder `mirror`, if it is in `.local`. @param helm Path of the helm binary. */
  readonly layOut: (helm: string) => Promise<void>;
  /** For the stage's `chartMirror`; undefined if every repository answers. */
  readonly mirror?: string;
  /** Stand-ins, one sentence each. */
  readonly substitutes: readonly string[];
  /** Sources of the charts, one sentence each. */
  readonly notes: readonly string[];
}

/** Options of {@link resolveCharts}. */
export interface ChartOptions {
  /** Mirror that the user named: a folder of `<chart>-<version>.tgz`, an `http(s)://` Helm repository, `oci://…`. */
  readonly mirror?: string;
  readonly charts: readonly ChartRequirement[];
  /** How long to wait for a repository, in milliseconds. */
  readonly offlineTimeout?: number;
}

/** Source of one chart. */
export interface ResolvedChart extends ChartRequirement {
  readonly from: "folder" | "repository" | "stand-in";
}

const written = ({ name, version }: ChartRequirement) => `${name} ${version}`;

/** Name of a chart's package, as `helm pull` writes it. */
const packageOf = ({ name, version }: ChartRequirement) => `${name}-${version}.tgz`;

/** Sends a request to a Helm repository or an OCI registry. @throws the cause, if it does not answer */
async function ask(repository: string, timeout: number): Promise<void> {
  const { host } = new URL(repository);
  const registry = repository.startsWith("oci://");
  const urls = registry
    ? [`https://${host}/v2/`, `http://${host}/v2/`]
    : [`${repository.replace(/\/*$/, "")}/index.yaml`];
  const status = await Promise.any(urls.map((url) => statusOf(url, timeout))).catch(
    (error: AggregateError) => {
      throw error.errors[0];
    },
  );
  // A registry that requires authentication returns 401.
  if (status >= 400 && !(registry && status === 401)) {
    throw new Error(`HTTP status ${status}`);
  }
}

async function reachable(charts: readonly ChartRequirement[], timeout: number): Promise<Set<string>> {
  const repositories = [...new Set(charts.map(({ repository }) => repository))];
  const answers = await Promise.allSettled(repositories.map((repository) => ask(repository, timeout)));
  return new Set(repositories.filter((_, index) => answers[index]?.status === "fulfilled"));
}

function refuse(mirror: string, given: string): never {
  throw new UserError(
    `--chart-mirror (or CHART_MIRROR): given ${mirror}, ${given}; accepted: a folder of <chart>-<version>.tgz, ` +
      "an http or https Helm repository, an oci:// registry",
  );
}

/** Selects the source of each chart: the mirror of the user has precedence over the repositories. */
export function decideCharts(
  charts: readonly ChartRequirement[],
  held: (chart: ChartRequirement) => boolean,
  repositories: ReadonlySet<string>,
): ResolvedChart[] {
  return charts.map((chart) => ({
    ...chart,
    from: held(chart) ? "folder" : repositories.has(chart.repository) ? "repository" : "stand-in",
  }));
}

/**
 * Name of a folder of charts, with a hash of its charts. The path of its chart is an argument of a release, so that the
 * release is upgraded when the published chart replaces a stand-in.
 */
function folderName(charts: readonly ResolvedChart[], named: string): string {
  const contents = charts.map((chart) =>
    chart.from === "folder"
      ? createHash("sha256")
          .update(readFileSync(join(named, packageOf(chart))))
          .digest("hex")
      : chart.from === "stand-in"
        ? standInFiles(chart)
        : chart,
  );
  return createHash("sha256").update(JSON.stringify(contents)).digest("hex").slice(0, 12);
}

async function pull(chart: ChartRequirement, helm: string, folder: string): Promise<void> {
  const { name, repository, version } = chart;
  const source = repository.startsWith("oci://") ? [`${repository}/${name}`] : [name, "--repo", repository];
  await promisify(execFile)(helm, ["pull", ...source, "--version", version, "--destination", folder]).catch(
    (error: { stderr?: string; message: string }) => {
      const reason = (error.stderr ?? error.message).trim().split("\n").at(-1) ?? "";
      throw new UserError(
        `chart ${written(chart)}: ${repository} answers, but the chart is not available: ${reason}`,
      );
    },
  );
}

/** Creates a folder with all charts, unless it exists. */
async function layOut(
  folder: string,
  charts: readonly ResolvedChart[],
  named: string,
  helm: string,
): Promise<void> {
  if (existsSync(folder)) {
    return;
  }
  const unfinished = `${folder}.unfinished`;
  await rm(localPath("charts"), { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await Promise.all(
    charts.map((chart) =>
      chart.from === "folder"
        ? copyFile(join(named, packageOf(chart)), join(unfinished, packageOf(chart)))
        : chart.from === "stand-in"
          ? packageStandIn(chart, helm, unfinished)
          : pull(chart, helm, unfinished),
    ),
  );
  await rename(unfinished, folder);
}

const nothing = () => Promise.resolve();

const isUrl = (mirror: string) => /^(https?|oci):\/\//.test(mirror);

/**
 * Checks the mirror of the user.
 *
 * @throws {UserError} if it is invalid.
 */
async function checkChartMirror(options: ChartOptions): Promise<void> {
  const { mirror, charts, offlineTimeout = 3000 } = options;
  if (!mirror) {
    return;
  }
  if (isUrl(mirror)) {
    await ask(mirror, offlineTimeout).catch((error: Error) =>
      refuse(mirror, `which does not answer (${error.message})`),
    );
    return;
  }
  if (!statSync(resolve(mirror), { throwIfNoEntry: false })?.isDirectory()) {
    refuse(mirror, "not a folder");
  }
  if (!charts.some((chart) => existsSync(join(resolve(mirror), packageOf(chart))))) {
    refuse(mirror, `which holds none of ${charts.map(packageOf).join(", ")}`);
  }
}

/**
 * Selects the source of each chart. If some are not available from their repositories, one folder contains all charts.
 *
 * @throws {UserError} if the mirror of the user is invalid.
 */
export async function resolveCharts(options: ChartOptions): Promise<ChartSources> {
  const { mirror, charts, offlineTimeout = 3000 } = options;
  await checkChartMirror(options);
  if (mirror && isUrl(mirror)) {
    return { mirror, substitutes: [], notes: [`Charts: all from ${mirror}.`], layOut: nothing };
  }
  const named = mirror && resolve(mirror);
  const held = (chart: ChartRequirement) => named !== undefined && existsSync(join(named, packageOf(chart)));
  const elsewhere = charts.filter((chart) => !held(chart));
  const resolved = decideCharts(charts, held, await reachable(elsewhere, offlineTimeout));
  const from = (place: ResolvedChart["from"]) => resolved.filter((chart) => chart.from === place);
  const names = (place: ResolvedChart["from"]) => from(place).map(written).join(", ");
  const notes = [
    ...(from("folder").length > 0 ? [`Charts ${names("folder")}: from ${named ?? ""}.`] : []),
    ...(from("repository").length > 0 ? [`Charts ${names("repository")}: from their repositories.`] : []),
  ];
  const substitutes = from("stand-in").map(
    (chart) => `Chart ${written(chart)} is not available from ${chart.repository}: a stand-in replaces it.`,
  );
  if (from("repository").length === charts.length) {
    return { substitutes, notes, layOut: nothing };
  }
  if (from("folder").length === charts.length) {
    return { mirror: named, substitutes, notes, layOut: nothing };
  }
  const folder = localPath("charts", folderName(resolved, named ?? ""));
  return {
    mirror: folder,
    substitutes,
    notes,
    layOut: (helm) => layOut(folder, resolved, named ?? "", helm),
  };
}
